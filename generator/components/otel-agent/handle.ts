import { defineHandle } from '../../stack/handle.ts';
import { collectorLabels } from '../otel-collector/labels.ts';

export const otelAgent = defineHandle()({
  name: 'otel-agent',
  namespace: {
    name: 'otel-agent',
    podSecurity: {
      level: 'privileged',
      reason:
        'the agent reads the log files of a node, which belong to root, in /var/log/pods, and keeps on the node how far it has read',
    },
  },
  workloads: { collector: { podLabels: collectorLabels('otel-agent') } },
  probes: { collector: 'otel-agent' },
});
