/**
 * Labels that a series has beside its metric's own, by how it got to Prometheus. Declared once, for all emitters.
 * - `scraped`: what Prometheus puts on a target (ServiceMonitor, PodMonitor, Probe, kubelet), and the cluster and
 *   environment that our scrape class adds (`components/prometheus/values.ts`).
 * - `written`: `job` and `instance` are made of service.namespace, service.name and service.instance.id; the collector
 *   adds cluster and environment as resource attributes, and every resource attribute becomes a label
 *   (`resource_constant_labels`). What came as deltas has the `collector` that added them up.
 *   `otel_scope_name` is the library that records it.
 * - `recorded`: what our rules keep while they aggregate.
 */
import type { Delivery } from './metric.ts';

const PLACE = ['cluster', 'environment'] as const;

export const TARGET_LABELS: Readonly<Record<Delivery, readonly string[]>> = {
  scraped: [
    'job',
    'instance',
    'namespace',
    'pod',
    'service',
    'container',
    'endpoint',
    'node',
    'metrics_path',
    ...PLACE,
  ],
  written: [
    'job',
    'instance',
    'service_name',
    'deployment_environment',
    'k8s_cluster_name',
    'collector',
    'otel_scope_name',
    ...PLACE,
  ],
  recorded: PLACE,
};
