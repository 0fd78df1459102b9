import { defineHandle } from '../../stack/handle.ts';
import { CNPG_SYSTEM } from '../../stack/namespaces.ts';

/** With Barman's programs, beside each instance: of the version that the chart brings, and as the chart names it. */
export const SIDECAR_IMAGE = 'ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.15.0';

export const barmanCloud = defineHandle()({
  name: 'barman-cloud',
  namespace: CNPG_SYSTEM,
  workloads: {
    plugin: {
      podLabels: { 'app.kubernetes.io/name': 'plugin-barman-cloud', 'app.kubernetes.io/instance': 'barman-cloud' },
    },
  },
});
