import { defineHandle } from '../../stack/handle.ts';

export const otelOperator = defineHandle()({
  name: 'otel-operator',
  namespace: { name: 'otel-operator', podSecurity: { level: 'restricted' } },
  workloads: {
    webhook: {
      podLabels: {
        'app.kubernetes.io/name': 'opentelemetry-operator',
        'app.kubernetes.io/instance': 'otel-operator',
      },
    },
  },
  probes: { webhook: 'otel-operator' },
});
