import { defineHandle } from '../../stack/handle.ts';

export const clickhouseOperator = defineHandle()({
  name: 'clickhouse-operator',
  namespace: { name: 'clickhouse-operator', podSecurity: { level: 'restricted' } },
  workloads: {
    controller: {
      podLabels: { 'app.kubernetes.io/name': 'clickhouse-operator', 'control-plane': 'controller-manager' },
    },
  },
});
