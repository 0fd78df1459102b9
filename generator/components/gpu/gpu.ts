/** DCGM exporter: what NVIDIA's GPUs do, and which pod has them. The chart's values: NVIDIA/dcgm-exporter:deployment/values.yaml. */

import { podsAt } from '../../kubernetes/pod-places.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import { defineComponent } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { gpu } from './handle.ts';
import { settings } from './settings.ts';

const USAGE = { resources: usage('50m', '128Mi', '512Mi') };

export const gpuComponent = defineComponent(gpu, {
  description: "DCGM exporter, the metrics of NVIDIA's GPUs.",
  chart: CHARTS.gpu,
  // A DaemonSet: where it runs is where GPUs are, which `nodeSelector` of the component says.
  pods: podsAt([''], { affinity: [] }),
  modes: ['disabled', 'managed', 'existing'],
  settings,
  sizes: { small: USAGE, medium: USAGE, large: USAGE },
  values: (s) => ({
    // A list, because the labels of one layer take the place of those above it.
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            {
              matchExpressions: Object.entries(s.nodeSelector).map(([key, value]) => ({
                key,
                operator: 'In',
                values: [value],
              })),
            },
          ],
        },
      },
    },
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    resources: resourceRequirements(s.resources),
    // Clusters of Google refuse critical pods outside of kube-system, and no metrics are worth evicting a pod for.
    priorityClassName: '',
    // Prometheus finds the pods, wherever they come from: `gpu-metrics`.
    service: { enable: false },
    serviceMonitor: { enabled: false },
  }),
});
