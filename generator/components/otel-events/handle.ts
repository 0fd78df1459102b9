import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { collectorLabels } from '../otel-collector/labels.ts';

export const otelEvents = defineHandle()({
  name: 'otel-events',
  namespace: STACK,
  workloads: { collector: { podLabels: collectorLabels('otel-events') } },
  probes: { collector: 'otel-events' },
});
