import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { GrafanaSettings } from './settings.ts';

export const grafana = defineHandle<GrafanaSettings>()({
  name: 'grafana',
  namespace: STACK,
  workloads: {
    grafana: { podLabels: { 'app.kubernetes.io/name': 'grafana', 'app.kubernetes.io/instance': 'grafana' } },
  },
  probes: { ui: 'grafana-ui' },
});
