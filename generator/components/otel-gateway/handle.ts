import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { collectorLabels } from '../otel-collector/labels.ts';
import type { GatewayCollectorSettings } from './settings.ts';

export type { OutsideApplication } from './outside-settings.ts';

export const otelGateway = defineHandle<GatewayCollectorSettings>()({
  name: 'otel-gateway',
  namespace: STACK,
  workloads: { collector: { podLabels: collectorLabels('otel-gateway') } },
  probes: { collector: 'otel-gateway' },
  // Where applications send OTLP and Langfuse its own metrics: the Service has the ports of the container.
  connection: { service: 'otel-gateway', grpcPort: 4317, httpPort: 4318, statsdPort: 8125 },
});
