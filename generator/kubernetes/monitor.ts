/** Scrape targets of Prometheus: ServiceMonitors, PodMonitors and Probes (prometheus-operator, `monitoring.coreos.com/v1`). */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

interface MonitorOptions {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  readonly matchLabels: Readonly<Record<string, string>>;
  /** Name of the Service's or container's port. */
  readonly port?: string;
  /** The namespaces of the pods, if they differ from the monitor's. */
  readonly podNamespaces?: readonly string[];
  readonly path?: string;
  /** Further fields of the endpoint: scheme, tlsConfig, metricRelabelings. */
  readonly endpoint?: JsonObject;
}

function endpoint(options: MonitorOptions): JsonObject {
  return {
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.path === undefined ? {} : { path: options.path }),
    ...options.endpoint,
  };
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
    spec: {
      ...(options.podNamespaces === undefined ? {} : { namespaceSelector: { matchNames: options.podNamespaces } }),
      selector: { matchLabels: options.matchLabels },
      podMetricsEndpoints: [endpoint(options)],
    },
  };
}

interface ProbeOptions {
  /** Also the label `job` of what is measured. */
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  /** Host and port of the blackbox exporter. */
  readonly prober: string;
  /** A module of its configuration. */
  readonly module: string;
  readonly target: string;
  readonly interval: string;
}

/** One URL that the blackbox exporter probes. */
export function probe(options: ProbeOptions): Manifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Probe',
    metadata: namespaced(options.name, options.namespace, options),
    spec: {
      jobName: options.name,
      interval: options.interval,
      module: options.module,
      prober: { url: options.prober },
      targets: { staticConfig: { static: [options.target] } },
    },
  };
}
