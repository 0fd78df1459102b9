/** Where the values of a chart say the labels of a monitor that it makes, and the relabelings of its targets. */

export interface ChartMonitor {
  /** The value that turns the monitor on. */
  readonly enabled: string;
  readonly labels: string;
  /** A list of relabelings, or of endpoints each of which has one. */
  readonly relabelings: { readonly list: string } | { readonly ofEndpoints: string };
}

function monitor(path: string, labels: string, relabelings = 'relabelings'): ChartMonitor {
  return {
    enabled: `${path}.enabled`,
    labels: `${path}.${labels}`,
    relabelings: { list: `${path}.${relabelings}` },
  };
}

const MONITORS: ReadonlyMap<string, readonly ChartMonitor[]> = new Map([
  ['cert-manager', [monitor('prometheus.servicemonitor', 'labels', 'endpointAdditionalProperties.relabelings')]],
  [
    'cloudnative-pg',
    [
      {
        enabled: 'monitoring.podMonitorEnabled',
        labels: 'monitoring.podMonitorAdditionalLabels',
        relabelings: { list: 'monitoring.podMonitorRelabelings' },
      },
    ],
  ],
  ['external-secrets', [monitor('serviceMonitor', 'additionalLabels')]],
  ['grafana', [monitor('serviceMonitor', 'labels')]],
  [
    'opentelemetry-collector',
    [
      monitor('serviceMonitor', 'extraLabels'),
      {
        enabled: 'podMonitor.enabled',
        labels: 'podMonitor.extraLabels',
        relabelings: { ofEndpoints: 'podMonitor.metricsEndpoints' },
      },
    ],
  ],
  ['prometheus-blackbox-exporter', [monitor('serviceMonitor.selfMonitor', 'labels', 'additionalRelabeling')]],
  ['valkey', [monitor('metrics.serviceMonitor', 'additionalLabels')]],
  ['victoria-logs-single', [monitor('server.serviceMonitor', 'extraLabels')]],
]);

/** None for a chart whose monitors we make ourselves, or that has nothing to scrape. */
export function monitorsOf(chart: string): readonly ChartMonitor[] {
  return MONITORS.get(chart) ?? [];
}
