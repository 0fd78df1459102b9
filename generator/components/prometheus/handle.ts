/** Addresses to query Prometheus and to write to it. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { namedSecret, signInKeys } from '../sign-in.ts';
import type { ExternalPrometheus } from './external-settings.ts';
import { MOST_REPLICAS, PARTS, PREFIX } from './parts.ts';
import type { PrometheusSettings } from './settings.ts';

/** Of the secrets provider. */
export const EXTERNAL_SECRET = 'prometheus-external';

export const prometheus = defineHandle<PrometheusSettings>()({
  name: 'prometheus',
  namespace: STACK,
  workloads: PARTS,
  probes: {
    apiServer: 'apiserver',
    argocd: `${STACK_NAMESPACE}/argocd`,
    flux: `${STACK_NAMESPACE}/flux`,
  },
  connection: {
    /** The Service selects any replica: never write through it. */
    url: `http://${PREFIX}-prometheus.${STACK_NAMESPACE}.svc:9090`,
    /**
     * Each replica by its own name, for the maximum number of replicas. Replicas share no data: each scrapes all targets itself,
     * but pushed samples must be sent to each, or every replica has gaps where the Service selected another one.
     */
    replicaUrls: Array.from(
      { length: MOST_REPLICAS },
      (_, index) => `http://prometheus-${PREFIX}-${index}.prometheus-operated.${STACK_NAMESPACE}.svc:9090`,
    ),
  },
});

/** Whether there is a Prometheus that scrapes, evaluates rules and takes samples: ours, or that of somebody else. */
export function keepsMetrics({ mode }: Pick<PrometheusSettings, 'mode'>): boolean {
  return mode !== 'disabled';
}

export function makesBackups({ mode, backup }: Pick<PrometheusSettings, 'mode' | 'backup'>): boolean {
  return mode === 'managed' && backup.enabled;
}

/** The Prometheus of somebody else, with the Secret that Grafana and the collectors sign in with. */
export interface MetricsElsewhere extends ExternalPrometheus {
  readonly secretName: string;
}

/** Undefined where Prometheus is ours, or there is none. */
export function metricsElsewhere({ mode, external }: PrometheusSettings): MetricsElsewhere | undefined {
  if (mode !== 'external' || external === undefined) return undefined;
  return { ...external, secretName: namedSecret(external.signIn) ?? EXTERNAL_SECRET };
}

/** Whether its Secret comes from the secrets provider. */
export function isProvided({ signIn }: MetricsElsewhere): boolean {
  return signInKeys(signIn).length > 0 && namedSecret(signIn) === undefined;
}
