import { defineHandle } from '../../stack/handle.ts';
import type { GpuSettings } from './settings.ts';

export const gpu = defineHandle<GpuSettings>()({
  name: 'gpu',
  namespace: {
    name: 'gpu',
    podSecurity: {
      level: 'privileged',
      reason:
        'DCGM exporter reads the counters of the driver as root with SYS_ADMIN, and asks the kubelet on a socket of the node which pod has which GPU',
    },
  },
  workloads: {
    exporter: { podLabels: { 'app.kubernetes.io/instance': 'gpu', 'app.kubernetes.io/name': 'dcgm-exporter' } },
  },
});
