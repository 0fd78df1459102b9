import type { PodLabels } from '../../../stack/handle.ts';

/** Labels that the chart gives the pods of a part. */
export function seaweedfsLabels(part: string): PodLabels {
  return {
    'app.kubernetes.io/name': 'seaweedfs',
    'app.kubernetes.io/instance': 'object-store',
    'app.kubernetes.io/component': part,
  };
}
