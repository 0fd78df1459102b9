import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { collectorLabels } from '../otel-collector/labels.ts';
import type { SamplerSettings } from './settings.ts';

export const otelSampler = defineHandle<SamplerSettings>()({
  name: 'otel-sampler',
  namespace: STACK,
  workloads: { collector: { podLabels: collectorLabels('otel-sampler') } },
  probes: { collector: 'otel-sampler' },
  // Where the gateways send traces: each pod has its own address behind the name.
  connection: { service: 'otel-sampler', grpcPort: 4317 },
});

export { STRAGGLERS } from './settings.ts';
