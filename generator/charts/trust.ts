/**
 * Charts whose programs connect to servers outside of the cluster, and which of their values give a pod a variable and a volume. All
 * are written in Go; Langfuse, which is not, has its authorities in its own folder. A test compares this with the flows of the stack.
 */

/** Where the values of a chart have the variables of a container. */
export interface VariablesPlace {
  readonly path: string;
  /** A list of variables, or a map of them by name. */
  readonly as: 'list' | 'map';
  /** Where the list is one of containers, the container that the operator merges the variables into. */
  readonly container?: string;
}

export interface TrustingProgram {
  readonly environment: VariablesPlace;
  readonly volumes: string;
  readonly mounts: string;
}

function extra(path: string, as: 'list' | 'map' = 'list'): TrustingProgram {
  return { environment: { path, as }, volumes: 'extraVolumes', mounts: 'extraVolumeMounts' };
}

function ofOperator(spec: string, container: string): TrustingProgram {
  return {
    environment: { path: `${spec}.containers`, as: 'list', container },
    volumes: `${spec}.volumes`,
    mounts: `${spec}.volumeMounts`,
  };
}

const TRUSTING: ReadonlyMap<string, readonly TrustingProgram[]> = new Map([
  ['cert-manager', [{ ...extra('extraEnv'), volumes: 'volumes', mounts: 'volumeMounts' }]],
  ['external-secrets', [extra('extraEnv')]],
  ['grafana', [extra('env', 'map')]],
  [
    'kube-prometheus-stack',
    [
      ofOperator('prometheus.prometheusSpec', 'prometheus'),
      ofOperator('alertmanager.alertmanagerSpec', 'alertmanager'),
    ],
  ],
  ['opentelemetry-collector', [extra('extraEnvs')]],
  ['prometheus-blackbox-exporter', [extra('extraEnv')]],
]);

/** None for a chart whose programs stay in the cluster. */
export function trustingPrograms(chart: string): readonly TrustingProgram[] {
  return TRUSTING.get(chart) ?? [];
}
