/** Every chart and the version that we have read and tested. A fleet, environment or cluster may pin another version. */
import type { Chart, UpstreamFolder } from '../stack/component.ts';

/** One version for all tiers, so that they understand each other. */
const COLLECTOR = {
  repository: 'https://open-telemetry.github.io/opentelemetry-helm-charts',
  name: 'opentelemetry-collector',
  version: '0.173.0',
} as const;

/** The same program for both, each with a retention of its own. */
const LOG_STORE = {
  repository: 'oci://ghcr.io/victoriametrics/helm-charts',
  name: 'victoria-logs-single',
  version: '0.13.9',
} as const;

export const CHARTS = {
  audit: LOG_STORE,
  'barman-cloud': {
    repository: 'https://cloudnative-pg.github.io/charts',
    name: 'plugin-barman-cloud',
    version: '0.8.1',
  },
  blackbox: {
    repository: 'oci://ghcr.io/prometheus-community/charts',
    name: 'prometheus-blackbox-exporter',
    version: '11.17.2',
  },
  'cert-manager': { repository: 'oci://quay.io/jetstack/charts', name: 'cert-manager', version: 'v1.21.2' },
  'clickhouse-operator': { repository: 'oci://ghcr.io/clickhouse', name: 'clickhouse-operator-helm', version: '0.0.7' },
  'cloudnative-pg': {
    repository: 'https://cloudnative-pg.github.io/charts',
    name: 'cloudnative-pg',
    version: '0.29.0',
  },
  'external-secrets': { repository: 'https://charts.external-secrets.io', name: 'external-secrets', version: '2.14.0' },
  gpu: {
    repository: 'https://nvidia.github.io/dcgm-exporter/helm-charts',
    name: 'dcgm-exporter',
    version: '4.8.2',
  },
  grafana: { repository: 'oci://ghcr.io/grafana-community/helm-charts', name: 'grafana', version: '12.11.1' },
  langfuse: { repository: 'oci://ghcr.io/langfuse/langfuse-k8s/charts', name: 'langfuse', version: '2.2.6' },
  logs: LOG_STORE,
  'nginx-gateway': { repository: 'oci://ghcr.io/nginx/charts', name: 'nginx-gateway-fabric', version: '2.7.2' },
  'object-store': { repository: 'https://seaweedfs.github.io/seaweedfs/helm', name: 'seaweedfs', version: '4.44.0' },
  openlit: { repository: 'https://openlit.github.io/helm/', name: 'openlit', version: '1.24.0' },
  'otel-agent': COLLECTOR,
  'otel-events': COLLECTOR,
  'otel-gateway': COLLECTOR,
  // The newest whose source was read: how its webhook is started without the rest of it depends on that.
  'otel-operator': {
    repository: 'https://open-telemetry.github.io/opentelemetry-helm-charts',
    name: 'opentelemetry-operator',
    version: '0.122.0',
  },
  'otel-sampler': COLLECTOR,
  prometheus: {
    repository: 'oci://ghcr.io/prometheus-community/charts',
    name: 'kube-prometheus-stack',
    version: '88.5.3',
  },
  'prometheus-crds': {
    repository: 'oci://ghcr.io/prometheus-community/charts',
    name: 'prometheus-operator-crds',
    version: '31.0.1',
  },
  valkey: { repository: 'https://valkey.io/valkey-helm/', name: 'valkey', version: '0.11.0' },
} as const satisfies Record<string, Chart>;

/** What a chart above runs, its `appVersion`, where we name it elsewhere or where tests run the same program. */
export const APP_VERSIONS = {
  blackbox: '0.28.0',
  'cloudnative-pg': '1.30.0',
  langfuse: '4.83.0',
  openlit: '1.24.0',
  'otel-gateway': '0.160.0',
} as const satisfies Partial<Record<keyof typeof CHARTS, string>>;

/** The version of Langfuse in the chart above. */
export const LANGFUSE_VERSION = APP_VERSIONS.langfuse;

/** Plugins of Grafana that its image does not hold. */
export const GRAFANA_PLUGINS = {
  'victoriametrics-logs-datasource': '0.30.1',
  'grafana-amazonprometheus-datasource': '3.2.0',
} as const;

/** Components that are installed from upstream's repository instead. */
export const UPSTREAM_FOLDERS = {
  'gateway-crds': {
    repository: 'https://github.com/kubernetes-sigs/gateway-api',
    path: 'config/crd',
    version: 'v1.6.3',
  },
} as const satisfies Record<string, UpstreamFolder>;
