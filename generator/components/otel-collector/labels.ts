import type { PodLabels } from '../../stack/handle.ts';

/** Labels that the chart gives the pods of a release. */
export function collectorLabels(release: string): PodLabels {
  return { 'app.kubernetes.io/name': 'opentelemetry-collector', 'app.kubernetes.io/instance': release };
}
