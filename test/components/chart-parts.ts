/** Which parts of a chart run on a cluster of the stack. */
import { isObject, type Json } from '../../generator/data/json.ts';

/** Parts of a chart that do not run here, by the beginning of their path, and what of its values does not describe a container. */
const NOT_HERE: Readonly<Record<string, RegExp>> = {
  blackbox: /^(configReloader|verticalPodAutoscaler)\./,
  'cert-manager': /^startupapicheck\./,
  'external-secrets': /^genericTargets\./,
  grafana:
    /^(testFramework|downloadDashboards|downloadDashboardsImage|initChownData|imageRenderer|verticalPodAutoscaler)(\.|$)/,
  // Programs that bring lines of pods, which are not deployed here.
  audit: /^vector\./,
  logs: /^vector\./,
  // What web and worker fall back to, and the stores that are components of their own.
  langfuse: /^(langfuse\.(resources|image)$|langfuse\.(web|worker)\.vpa\.|postgresql\.|redis\.|clickhouse\.|s3\.)/,
  // A ClickHouse and a DaemonSet that the chart can bring.
  openlit: /^(clickhouse|openlit-controller)\./,
  // `volume.idx` has no volume of its own to be moved to; the filer's gateway is off.
  'object-store':
    /^(volume\.(resizeHook|idxVolMoveResources)|filer\.s3\.|sftp\.|admin\.|worker\.|allInOne\.|cosi\.|global\.)/,
  // Pods of `helm test`, which no engine runs.
  'otel-operator': /^testFramework\./,
  prometheus:
    /^(crds\.|defaultRules\.|grafana\.|kube-state-metrics\.kubeRBACProxy\.|thanosRuler\.|prometheus-node-exporter\.|prometheusOperator\.(admissionWebhooks|thanosImage)|.*\.verticalPodAutoscaler\.)/,
};

/** Whether a part of a component's chart runs, by a path of its values. */
export const runs = (component: string) => (path: string) => NOT_HERE[component]?.test(path) !== true;

/** Every path of values below which a test says yes. */
export function pathsWhere(value: Json, test: (key: string, value: Json) => boolean, path = ''): readonly string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return [...(test(key, child) ? [here] : []), ...pathsWhere(child, test, here)];
  });
}
