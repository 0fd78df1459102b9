/** Addresses that only a cluster knows, so that dashboards, which are the same everywhere, can link to them. */
import { gauge, metricsOf } from './metric.ts';

export const ADDRESS = metricsOf(
  { emitter: 'recorded', delivery: 'recorded', source: 'generator/telemetry: addresses', labels: ['name', 'url'] },
  [gauge('observatory:address:info', 'info', [], 'An address that people open: langfuse, runbooks.')],
);
