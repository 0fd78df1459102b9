/**
 * The OpenTelemetry collector that applications send to: traces go on to Langfuse, metrics to Prometheus.
 * Logs are accepted, because SDKs send them unasked, and dropped: nothing in the stack takes them.
 */

import * as z from 'zod';
import type { CommonSettings } from '../fleet/model.ts';
import { resources } from '../fleet/quantities.ts';
import type { JsonObject } from '../json.ts';
import { isAutoscaled, replicaRange } from '../kubernetes/autoscaling.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { resourceRequirements } from '../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, topologySpread } from '../kubernetes/security.ts';
import { GEN_AI_ALERTS } from '../telemetry/alerts/gen-ai.ts';
import { OTEL_GATEWAY_ALERTS } from '../telemetry/alerts/otel-gateway.ts';
import { CATALOGUE } from './catalogue.ts';
import { defineComponent, type Stack } from './component.ts';
import { LANGFUSE_PROJECT_KEYS } from './langfuse/secrets.ts';
import { LANGFUSE_WEB, langfuse } from './langfuse.ts';
import { STACK } from './namespaces.ts';
import { prometheus, prometheusReplicaUrls } from './prometheus.ts';

const NAME = 'otel-gateway';
/** Where applications send OTLP: the Service has the ports of the container. */
export const OTEL_GATEWAY = { service: NAME, grpcPort: 4317, httpPort: 4318 } as const;
const LABELS = { 'app.kubernetes.io/name': 'opentelemetry-collector', 'app.kubernetes.io/instance': NAME };
/** User of the contrib image. */
const USER = 10001;
const POD_IP = '${env:MY_POD_IP}';

const settings = z.strictObject({
  replicas: replicaRange('the collector').default({ min: 2, max: 6 }),
  resources: resources.prefault({}),
  queueSize: z.int().min(1).default(2000).describe('Batches of traces that wait while Langfuse does not answer.'),
});

type OtelSettings = z.output<typeof settings> & CommonSettings;

export const otelGateway = defineComponent({
  name: NAME,
  description: 'OpenTelemetry collector: where applications send traces and metrics.',
  namespace: STACK,
  chart: CATALOGUE[NAME],
  modes: ['managed', 'disabled'],
  settings,
  sizes: {
    small: {
      replicas: { min: 1, max: 1 },
      resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    },
    medium: {
      replicas: { min: 2, max: 6 },
      resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1Gi' } },
    },
    large: {
      replicas: { min: 3, max: 12 },
      resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '2Gi' } },
    },
  },
  // Where one of the two is disabled, what would go there is dropped.
  alerts: [...OTEL_GATEWAY_ALERTS, ...GEN_AI_ALERTS],
  requires: (_s, stack) => [
    'prometheus-crds',
    ...(stack.of(langfuse).mode === 'managed' ? ['langfuse', 'credentials'] : []),
    ...(stack.of(prometheus).mode === 'managed' ? ['prometheus'] : []),
  ],
  workloads: () => [{ name: 'collector', podLabels: LABELS }],
  flows: () => [
    {
      from: { outside: 'applications' },
      to: 'otel-gateway/collector',
      ports: [OTEL_GATEWAY.grpcPort, OTEL_GATEWAY.httpPort],
      purpose: 'telemetry of applications',
    },
    { from: 'otel-gateway/collector', to: 'langfuse/web', ports: [3000], purpose: 'traces' },
    { from: 'otel-gateway/collector', to: 'prometheus/prometheus', ports: [9090], purpose: 'metrics of applications' },
    {
      from: 'prometheus/prometheus',
      to: 'otel-gateway/collector',
      ports: [8888],
      purpose: "the collector's own metrics",
    },
  ],
  values: (s, stack) => ({
    mode: 'deployment',
    fullnameOverride: NAME,
    image: { repository: 'otel/opentelemetry-collector-contrib' },
    command: { name: 'otelcol-contrib' },
    serviceAccount: { create: true, automountServiceAccountToken: false },
    podSecurityContext: { ...RESTRICTED_POD, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
    securityContext: RESTRICTED_CONTAINER,
    replicaCount: s.replicas.min,
    autoscaling: {
      enabled: isAutoscaled(s.replicas),
      minReplicas: s.replicas.min,
      maxReplicas: s.replicas.max,
      targetCPUUtilizationPercentage: 70,
    },
    podDisruptionBudget: { enabled: s.replicas.min > 1, maxUnavailable: 1 },
    topologySpreadConstraints: topologySpread(LABELS),
    resources: resourceRequirements(s.resources),
    ports: {
      'jaeger-compact': { enabled: false },
      'jaeger-thrift': { enabled: false },
      'jaeger-grpc': { enabled: false },
      zipkin: { enabled: false },
      metrics: { enabled: true },
    },
    serviceMonitor: { enabled: true },
    extraEnvs: [
      {
        name: 'LANGFUSE_AUTHORIZATION',
        valueFrom: {
          secretKeyRef: { name: LANGFUSE_PROJECT_KEYS, key: 'authorization', optional: !stack.deploys('langfuse') },
        },
      },
    ],
    // Instead of the chart's own configuration, which listens for protocols that nobody here speaks.
    alternateConfig: configuration(s, stack),
  }),
  local: (_s, _stack, { name, environment }) => ({
    values: { alternateConfig: { processors: { resource: { attributes: placeAttributes(name, environment) } } } },
  }),
});

/** Where the telemetry comes from: on every span, and by the conversion below on every series. */
function placeAttributes(cluster: string, environment: string): readonly JsonObject[] {
  return [
    { key: 'k8s.cluster.name', value: cluster, action: 'upsert' },
    // Langfuse asks for deployment.environment.name first: under that name ours would hide what OpenLIT's SDK says under this one.
    { key: 'deployment.environment', value: environment, action: 'insert' },
    { key: 'cluster', value: cluster, action: 'upsert' },
    { key: 'environment', value: environment, action: 'upsert' },
  ];
}

function configuration(s: OtelSettings, stack: Stack): JsonObject {
  const patient = {
    sending_queue: { enabled: true, queue_size: s.queueSize },
    // Until the other end is back: a limit would drop what it could not send.
    retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
  };
  return {
    extensions: { health_check: { endpoint: `${POD_IP}:13133` } },
    receivers: {
      otlp: {
        protocols: {
          grpc: { endpoint: `${POD_IP}:${OTEL_GATEWAY.grpcPort}`, max_recv_msg_size_mib: 20 },
          http: { endpoint: `${POD_IP}:${OTEL_GATEWAY.httpPort}` },
        },
      },
    },
    processors: {
      memory_limiter: { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 25 },
      resource: { attributes: placeAttributes('unknown', 'unknown') },
      batch: { send_batch_size: 1024, send_batch_max_size: 2048, timeout: '1s' },
    },
    exporters: {
      nop: {},
      'otlp_http/langfuse': {
        // /v1/traces is appended.
        endpoint: `http://${LANGFUSE_WEB.service}.${STACK_NAMESPACE}.svc:${LANGFUSE_WEB.port}/api/public/otel`,
        headers: { Authorization: '${env:LANGFUSE_AUTHORIZATION}', 'x-langfuse-ingestion-version': '4' },
        ...patient,
      },
      ...Object.fromEntries(
        prometheusReplicaUrls().map((url, replica) => [
          remoteWrite(replica),
          { endpoint: `${url}/api/v1/write`, resource_to_telemetry_conversion: { enabled: true } },
        ]),
      ),
    },
    service: {
      extensions: ['health_check'],
      // Said explicitly, because names depend on it: with _total and their units. The two go together: the collector leaves both away or neither.
      telemetry: {
        metrics: {
          readers: [
            {
              pull: {
                exporter: {
                  prometheus: {
                    host: POD_IP,
                    port: 8888,
                    without_type_suffix: false,
                    without_units: false,
                    without_scope_info: true,
                  },
                },
              },
            },
          ],
        },
      },
      pipelines: {
        traces: pipeline([stack.deploys('langfuse') ? 'otlp_http/langfuse' : 'nop']),
        metrics: pipeline(metricsExporters(stack)),
        logs: pipeline(['nop']),
      },
    },
  };
}

/** Every replica of Prometheus gets every sample. */
function metricsExporters(stack: Stack): readonly string[] {
  if (!stack.deploys('prometheus')) return ['nop'];
  return Array.from({ length: stack.of(prometheus).replicas }, (_, replica) => remoteWrite(replica));
}

function remoteWrite(replica: number): string {
  return `prometheusremotewrite/${replica}`;
}

function pipeline(exporters: readonly string[]): JsonObject {
  return { receivers: ['otlp'], processors: ['memory_limiter', 'resource', 'batch'], exporters };
}
