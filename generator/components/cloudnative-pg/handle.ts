import { defineHandle } from '../../stack/handle.ts';
import { CNPG_SYSTEM } from '../../stack/namespaces.ts';

export const cloudnativePg = defineHandle()({
  name: 'cloudnative-pg',
  namespace: CNPG_SYSTEM,
  workloads: {
    controller: {
      podLabels: { 'app.kubernetes.io/instance': 'cloudnative-pg', 'app.kubernetes.io/name': 'cloudnative-pg' },
    },
  },
});
