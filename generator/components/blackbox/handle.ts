import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';

export const blackbox = defineHandle()({
  name: 'blackbox',
  namespace: STACK,
  workloads: {
    exporter: {
      podLabels: {
        'app.kubernetes.io/name': 'prometheus-blackbox-exporter',
        'app.kubernetes.io/instance': 'blackbox',
      },
    },
  },
});
