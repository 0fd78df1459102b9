/** The webhook of the OpenTelemetry operator: what every controller of controller-runtime has. */
import { counter, scraped } from './metric.ts';

export const OTEL_OPERATOR = scraped(
  'otel-operator',
  'kubernetes-sigs/controller-runtime:pkg/webhook/internal/metrics/metrics.go',
  ['webhook'],
  [counter('controller_runtime_webhook_requests_total', 'count', ['code'], 'Requests of the API server.')],
);
