/** Scrape targets of Prometheus: ServiceMonitors, PodMonitors and Probes (prometheus-operator, `monitoring.coreos.com/v1`). */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

interface MonitorOptions {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  readonly matchLabels: Readonly<Record<string, string>>;
  /** Labels that may have one of several values, for pods. */
  readonly matchAny?: Readonly<Record<string, readonly string[]>>;
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
      selector: podSelector(options),
      podMetricsEndpoints: [endpoint(options)],
    },
  };
}

function podSelector({ matchLabels, matchAny }: MonitorOptions): JsonObject {
  if (matchAny === undefined) return { matchLabels };
  const matchExpressions = Object.entries(matchAny).map(([key, values]) => ({ key, operator: 'In', values }));
  return { matchLabels, matchExpressions };
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
