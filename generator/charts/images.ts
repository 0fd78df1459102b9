/**
 * The images that each chart runs with our values, and which of its values say so. Read in values.yaml and the templates of the
 * version in `components/charts.ts`. What the chart can run besides, and we leave off, is not here: a test compares this with the
 * values of the charts.
 */
import type { CHARTS } from '../components/charts.ts';

export interface ChartImage {
  /** The map of values that says which image, as `sidecar.image`. */
  readonly at: string;
  /** With its registry, and without a version. */
  readonly name: string;
  /** Its version where the values say none, in the version of the chart that is deployed; undefined where that could not be read. */
  readonly tag: string | undefined;
  /** Whether the map has the registry apart, in `registry`, or as the beginning of `repository`. */
  readonly registry: 'apart' | 'in-repository';
}

/** How a chart takes the names of Secrets with the credentials of a registry: as they are, or as references of Kubernetes. */
export interface PullSecretsValue {
  readonly at: string;
  readonly items: 'names' | 'references';
}

export interface ImagesOfChart {
  readonly images: readonly ChartImage[];
  readonly pullSecrets: readonly PullSecretsValue[];
}

type ChartName = (typeof CHARTS)[keyof typeof CHARTS]['name'];

const apart = (at: string, name: string, tag?: string): ChartImage => ({ at, name, tag, registry: 'apart' });

const inRepository = (at: string, name: string, tag?: string): ChartImage => ({
  at,
  name,
  tag,
  registry: 'in-repository',
});

const names = (at: string): PullSecretsValue => ({ at, items: 'names' });

const references = (at: string): PullSecretsValue => ({ at, items: 'references' });

const CERT_MANAGER = 'quay.io/jetstack/cert-manager';
const EXTERNAL_SECRETS = 'ghcr.io/external-secrets/external-secrets';
const NGINX_GATEWAY = 'ghcr.io/nginx/nginx-gateway-fabric';

const CHART_IMAGES: Readonly<Record<ChartName, ImagesOfChart>> = {
  'cert-manager': {
    images: [
      inRepository('image', `${CERT_MANAGER}-controller`, 'v1.21.2'),
      inRepository('webhook.image', `${CERT_MANAGER}-webhook`, 'v1.21.2'),
      inRepository('cainjector.image', `${CERT_MANAGER}-cainjector`, 'v1.21.2'),
      // The controller starts its pods, for HTTP-01 challenges.
      inRepository('acmesolver.image', `${CERT_MANAGER}-acmesolver`, 'v1.21.2'),
    ],
    pullSecrets: [references('global.imagePullSecrets')],
  },
  'clickhouse-operator-helm': {
    images: [inRepository('manager.image', 'ghcr.io/clickhouse/clickhouse-operator', 'v0.0.7')],
    pullSecrets: [references('manager.imagePullSecrets')],
  },
  // The operator puts its own image into the pods of PostgreSQL too.
  'cloudnative-pg': {
    images: [inRepository('image', 'ghcr.io/cloudnative-pg/cloudnative-pg', '1.30.0')],
    pullSecrets: [references('imagePullSecrets')],
  },
  'dcgm-exporter': {
    images: [inRepository('image', 'nvcr.io/nvidia/k8s/dcgm-exporter', '4.5.3-4.8.2-distroless')],
    pullSecrets: [references('imagePullSecrets')],
  },
  'external-secrets': {
    images: ['image', 'webhook.image', 'certController.image'].map((at) =>
      inRepository(at, EXTERNAL_SECRETS, 'v2.14.0'),
    ),
    pullSecrets: [
      references('imagePullSecrets'),
      references('webhook.imagePullSecrets'),
      references('certController.imagePullSecrets'),
    ],
  },
  grafana: {
    images: [
      apart('image', 'docker.io/grafana/grafana', '13.2.0'),
      apart('sidecar.image', 'quay.io/kiwigrid/k8s-sidecar', '2.10.1'),
    ],
    pullSecrets: [names('image.pullSecrets')],
  },
  'kube-prometheus-stack': {
    images: [
      apart('prometheusOperator.image', 'quay.io/prometheus-operator/prometheus-operator', 'v0.93.1'),
      // The operator puts it into the pods of Prometheus and Alertmanager.
      apart(
        'prometheusOperator.prometheusConfigReloader.image',
        'quay.io/prometheus-operator/prometheus-config-reloader',
        'v0.93.1',
      ),
      apart('prometheus.prometheusSpec.image', 'quay.io/prometheus/prometheus', 'v3.14.0-distroless'),
      apart('alertmanager.alertmanagerSpec.image', 'quay.io/prometheus/alertmanager', 'v0.34.0'),
      apart('kube-state-metrics.image', 'registry.k8s.io/kube-state-metrics/kube-state-metrics', 'v2.20.0'),
    ],
    // Handed to the sub-chart, and to Prometheus and Alertmanager.
    pullSecrets: [references('global.imagePullSecrets')],
  },
  langfuse: {
    images: [
      inRepository('langfuse.web.image', 'docker.langfuse.com/langfuse/langfuse', '4.83.0'),
      inRepository('langfuse.worker.image', 'docker.langfuse.com/langfuse/langfuse-worker', '4.83.0'),
    ],
    pullSecrets: [references('langfuse.image.pullSecrets')],
  },
  'nginx-gateway-fabric': {
    images: [
      inRepository('nginxGateway.image', NGINX_GATEWAY, '2.7.2'),
      // The controller starts its pods.
      inRepository('nginx.image', `${NGINX_GATEWAY}/nginx`, '2.7.2'),
    ],
    // The controller copies those of nginx to where its pods are.
    pullSecrets: [names('nginxGateway.serviceAccount.imagePullSecrets'), names('nginx.imagePullSecrets')],
  },
  openlit: {
    images: [inRepository('image', 'ghcr.io/openlit/openlit', '1.24.0')],
    // openlit/helm:charts/openlit/templates/client.yaml
    pullSecrets: [names('imagePullSecrets')],
  },
  'opentelemetry-collector': {
    images: [inRepository('image', 'docker.io/otel/opentelemetry-collector-contrib', '0.160.0')],
    pullSecrets: [references('imagePullSecrets')],
  },
  // Only the webhook runs: images of collectors are arguments that it does not use.
  'opentelemetry-operator': {
    images: [
      inRepository('manager.image', 'ghcr.io/open-telemetry/opentelemetry-operator/opentelemetry-operator', 'v0.158.0'),
    ],
    pullSecrets: [references('imagePullSecrets')],
  },
  'plugin-barman-cloud': {
    images: [
      apart('image', 'ghcr.io/cloudnative-pg/plugin-barman-cloud'),
      // CloudNativePG puts it into the pods of PostgreSQL.
      apart('sidecarImage', 'ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar'),
    ],
    pullSecrets: [references('imagePullSecrets')],
  },
  'prometheus-blackbox-exporter': {
    images: [apart('image', 'quay.io/prometheus/blackbox-exporter', 'v0.28.0')],
    pullSecrets: [names('image.pullSecrets')],
  },
  'prometheus-operator-crds': { images: [], pullSecrets: [] },
  seaweedfs: {
    // The repository stands elsewhere, in `global.seaweedfs.image.name`.
    images: [apart('image', 'docker.io/chrislusf/seaweedfs', '4.44')],
    pullSecrets: [names('global.imagePullSecrets')],
  },
  valkey: {
    images: [
      apart('image', 'docker.io/valkey/valkey', '9.1.1'),
      apart('metrics.exporter.image', 'ghcr.io/oliver006/redis_exporter', 'v1.79.0'),
    ],
    pullSecrets: [names('imagePullSecrets')],
  },
  'victoria-logs-single': {
    images: [apart('server.image', 'docker.io/victoriametrics/victoria-logs', 'v1.52.0')],
    pullSecrets: [references('global.imagePullSecrets')],
  },
};

const BY_NAME: ReadonlyMap<string, ImagesOfChart> = new Map(Object.entries(CHART_IMAGES));

/** Nothing for a chart of a fleet's own: only its values say which images it runs. */
export function imagesOfChart(name: string): ImagesOfChart {
  return BY_NAME.get(name) ?? { images: [], pullSecrets: [] };
}
