import { defineHandle } from '../../stack/handle.ts';

export const nginxGateway = defineHandle()({
  name: 'nginx-gateway',
  namespace: { name: 'nginx-gateway', podSecurity: { level: 'restricted' } },
  workloads: {
    controller: {
      podLabels: { 'app.kubernetes.io/instance': 'nginx-gateway', 'app.kubernetes.io/name': 'nginx-gateway-fabric' },
    },
  },
  probes: { controller: 'nginx-gateway/nginx-gateway' },
});
