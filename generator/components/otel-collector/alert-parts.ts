/** What the alerts about both collectors share. */
import { TO_OPENLIT } from './openlit.ts';
import { EXPORTERS } from './send-to.ts';

/** Of exporters whose losses and queues matter most; OpenLIT and backends of somebody else have alerts of their own. */
export const TO_STORES = `exporter!~"${TO_OPENLIT}|${EXPORTERS}"`;

/** By label: it is a StatefulSet where its queue is on volumes, and a Deployment elsewhere. */
export const GATEWAY_LOGS = 'kubectl -n lang-observatory logs -l app.kubernetes.io/instance=otel-gateway --tail=100';
export const SAMPLER_LOGS = 'kubectl -n lang-observatory logs statefulset/otel-sampler --tail=100';

/** PromQL for whether any of the counters grows, by cluster, environment and these labels. */
export function anyOf(counters: readonly string[], ...labels: readonly string[]): string {
  const by = ['cluster', 'environment', ...labels].join(', ');
  return counters.map((counter) => `sum by (${by}) (rate(${counter}[5m])) > 0`).join(' or ');
}
