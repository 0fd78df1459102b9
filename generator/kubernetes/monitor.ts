/** What tells Prometheus to scrape: ServiceMonitors and PodMonitors (prometheus-operator, `monitoring.coreos.com/v1`). */
import type { JsonObject } from '../json.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

interface MonitorOptions {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  readonly matchLabels: Readonly<Record<string, string>>;
  /** Name of the Service's or container's port. */
  readonly port: string;
  readonly path?: string;
  /** Further fields of the endpoint: scheme, tlsConfig, metricRelabelings. */
  readonly endpoint?: JsonObject;
}

function endpoint(options: MonitorOptions): JsonObject {
  return { port: options.port, ...(options.path === undefined ? {} : { path: options.path }), ...options.endpoint };
}

export function serviceMonitor(options: MonitorOptions): Manifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: namespaced(options.name, options.namespace, options),
    spec: { selector: { matchLabels: options.matchLabels }, endpoints: [endpoint(options)] },
  };
}

export function podMonitor(options: MonitorOptions): Manifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: namespaced(options.name, options.namespace, options),
    spec: { selector: { matchLabels: options.matchLabels }, podMetricsEndpoints: [endpoint(options)] },
  };
}
