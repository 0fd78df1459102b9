/** The chart's parts, as it names and labels them. */

/** Prefix of the chart's objects; with the release's own name the Service would be `prometheus-prometheus`. */
export const PREFIX = 'kps';

/** Of the release. */
const RELEASE = 'prometheus';

const labels = (name: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/instance': PREFIX,
});
export const PROMETHEUS_LABELS = labels('prometheus');
export const ALERTMANAGER_LABELS = labels('alertmanager');
export const STATE_METRICS_LABELS = {
  'app.kubernetes.io/name': 'kube-state-metrics',
  'app.kubernetes.io/instance': RELEASE,
};
export const OPERATOR_LABELS = { app: 'kube-prometheus-stack-operator', release: RELEASE };
