import { defineHandle } from '../../stack/handle.ts';
import { CNPG_SYSTEM } from '../../stack/namespaces.ts';

export const barmanCloud = defineHandle()({
  name: 'barman-cloud',
  namespace: CNPG_SYSTEM,
  workloads: {
    plugin: {
      podLabels: { 'app.kubernetes.io/name': 'plugin-barman-cloud', 'app.kubernetes.io/instance': 'barman-cloud' },
    },
  },
});
