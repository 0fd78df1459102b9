import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';

export const grafana = defineHandle()({
  name: 'grafana',
  namespace: STACK,
  workloads: {
    grafana: { podLabels: { 'app.kubernetes.io/name': 'grafana', 'app.kubernetes.io/instance': 'grafana' } },
  },
  probes: { ui: 'grafana-ui' },
});
