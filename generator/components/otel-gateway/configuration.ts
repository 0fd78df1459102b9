/** The configuration of the collector: receivers, processors and exporters. */
import type { JsonObject } from '../../data/json.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import type { ResourceSettings } from '../../kubernetes/resources.ts';
import type { Stack } from '../../stack/component.ts';
import { audit } from '../audit/handle.ts';
import { langfuse, type Project, projectsOf, takesTraces } from '../langfuse/handle.ts';
import { isKept } from '../log-store/connection.ts';
import { logs } from '../logs/handle.ts';
import { openlit } from '../openlit/handle.ts';
import {
  EXTENSIONS,
  grpc,
  langfuseExporter,
  MEMORY_LIMITER,
  POD_IP,
  queueAndRetry,
  SERVICE,
  TO_LANGFUSE,
} from '../otel-collector/configuration.ts';
import { DELTA_PROCESSORS, deltaProcessors } from '../otel-collector/deltas.ts';
import { EXPONENTIAL, exponentialHistograms } from '../otel-collector/exponential-histograms.ts';
import { LARGEST_REQUEST_MIB } from '../otel-collector/limits.ts';
import { AUDIT_ONLY, logExporters, logFilters, TO_AUDIT, TO_LOGS, WITHOUT_AUDIT } from '../otel-collector/logs.ts';
import { exportersElsewhere } from '../otel-collector/metrics-elsewhere.ts';
import { FORK, openlitParts, openlitPipelines } from '../otel-collector/openlit.ts';
import {
  type Door,
  doorOf,
  INITIAL,
  ofProject,
  projectAttribute,
  projectExporters,
} from '../otel-collector/projects.ts';
import { remoteWriteExporter } from '../otel-collector/remote-write.ts';
import { forkTo, type Ways } from '../otel-collector/send-to.ts';
import type { Signal } from '../otel-collector/send-to-settings.ts';
import { otelSampler } from '../otel-sampler/handle.ts';
import { outsideApplications } from '../outside-applications.ts';
import { metricsElsewhere, prometheus } from '../prometheus/handle.ts';
import { CONTENT, contentProcessor, contentProcessors } from './content.ts';
import { otelGateway } from './handle.ts';
import {
  LANGFUSE_PROCESSORS,
  langfuseProcessors,
  receivesLangfuse,
  STATSD,
  statsdReceiver,
} from './langfuse-metrics.ts';
import {
  outsideConnectors,
  outsidePipelines,
  outsideProcessors,
  outsideReceivers,
  restFromOutside,
  tracesFromOutside,
} from './outside.ts';
import type { GatewayCollectorSettings } from './settings.ts';

/** The exporter to the samplers. */
const TO_SAMPLERS = 'load_balancing';

/** Where the telemetry comes from: on every span, and by the conversion below on every series. */
export function placeAttributes(cluster: string, environment: string): readonly JsonObject[] {
  return [
    { key: 'k8s.cluster.name', value: cluster, action: 'upsert' },
    // Langfuse asks for deployment.environment.name first: if we set that one, it would hide the value that OpenLIT's SDK sets here.
    { key: 'deployment.environment', value: environment, action: 'insert' },
    { key: 'cluster', value: cluster, action: 'upsert' },
    { key: 'environment', value: environment, action: 'upsert' },
  ];
}

export function configuration(s: GatewayCollectorSettings, stack: Stack): JsonObject {
  const toOpenlit = openlitParts(s.resources);
  const projects = projectsOf(stack.of(langfuse));
  const doors = ['otlp', ...projects.map((project) => ofProject('otlp', project))];
  const applications = outsideApplications(stack);
  return {
    extensions: EXTENSIONS,
    receivers: {
      ...toOpenlit.receivers,
      otlp: otlpReceiver(otelGateway.connection),
      ...Object.fromEntries(projects.map((project) => [ofProject('otlp', project), otlpReceiver(doorOf(project))])),
      ...outsideReceivers(applications),
      [STATSD]: statsdReceiver(stack),
    },
    connectors: { ...toOpenlit.connectors, ...outsideConnectors(applications) },
    processors: {
      memory_limiter: MEMORY_LIMITER,
      resource: { attributes: placeAttributes('unknown', 'unknown') },
      ...projectProcessors(projects),
      ...outsideProcessors(applications),
      [INVALID_SPANS]: invalidSpans(),
      [CONTENT]: contentProcessor(s),
      ...exponentialHistograms(),
      ...logFilters(),
      ...deltaProcessors(s.resources),
      ...langfuseProcessors(),
      ...toOpenlit.processors,
    },
    exporters: {
      ...toOpenlit.exporters,
      [TO_LANGFUSE]: langfuseExporter(langfuse.connection(stack.of(langfuse)), s.resources, {
        withKeys: !isSampled(stack),
        whenFull: 'refuse',
      }),
      ...projectExporters(
        isSampled(stack) ? [] : projects,
        langfuse.connection(stack.of(langfuse)),
        s.resources,
        'refuse',
      ),
      [TO_SAMPLERS]: samplersExporter(s.resources),
      ...logExporters(s.resources, stack),
      ...Object.fromEntries(
        prometheus.connection.replicaUrls.map((url, replica) => [
          remoteWrite(replica),
          remoteWriteExporter(`${url}/api/v1/write`),
        ]),
      ),
    },
    service: {
      ...SERVICE,
      pipelines: {
        ...Object.fromEntries(
          [undefined, ...projects].map((project) => [
            project === undefined ? 'traces' : ofProject('traces', project),
            pipeline(
              [
                project === undefined ? 'otlp' : ofProject('otlp', project),
                ...tracesFromOutside(applications, project?.name),
              ],
              [INVALID_SPANS, ...contentProcessors(s), ...projectProcessor(project, projects), 'resource'],
              tracesExporters(s, stack, project),
            ),
          ]),
        ),
        metrics: pipeline(
          [...doors, ...restFromOutside(applications)],
          ['resource', EXPONENTIAL, ...DELTA_PROCESSORS],
          [...metricsExporters(stack), ...forks(s, stack, 'metrics')],
        ),
        'metrics/langfuse': pipeline(
          [STATSD],
          [...LANGFUSE_PROCESSORS, 'resource', ...DELTA_PROCESSORS],
          receivesLangfuse(stack) ? metricsExporters(stack) : ['nop'],
        ),
        ...logPipelines(s, stack, doors),
        ...outsidePipelines(applications),
        ...openlitPipelines({
          traces: stack.deploys(openlit) && !isSampled(stack),
          metrics: stack.deploys(openlit),
          logs: stack.deploys(openlit),
        }),
      },
    },
  };
}

export function isSampled(stack: Stack): boolean {
  return stack.of(otelSampler).mode === 'managed';
}

/** What the gateways send to backends themselves: samplers do so with the traces that they keep. */
export function waysOfGateway({ sendTo: backends }: GatewayCollectorSettings, stack: Stack): Ways {
  return { backends, signals: isSampled(stack) ? ['metrics', 'logs'] : ['traces', 'metrics', 'logs'] };
}

/** Samplers send what they keep to OpenLIT and to backends too. */
function tracesExporters(s: GatewayCollectorSettings, stack: Stack, project: Project | undefined): readonly string[] {
  if (isSampled(stack)) return [TO_SAMPLERS];
  if (project !== undefined) return [ofProject(TO_LANGFUSE, project), ...forks(s, stack, 'traces')];
  return [takesTraces(stack.of(langfuse)) ? TO_LANGFUSE : 'nop', ...forks(s, stack, 'traces')];
}

/** Two ways from the same receiver: a line goes to one of the two stores. OpenLIT and backends get none of the audit stream. */
function logPipelines(s: GatewayCollectorSettings, stack: Stack, doors: readonly string[]): JsonObject {
  const isAudited = isKept(audit, stack);
  const exporters = [...(isKept(logs, stack) ? [TO_LOGS] : []), ...forks(s, stack, 'logs')];
  return {
    logs: pipeline(
      [...doors, ...restFromOutside(outsideApplications(stack))],
      [...(isAudited ? [WITHOUT_AUDIT] : []), ...contentProcessors(s), 'resource'],
      exporters.length === 0 ? ['nop'] : exporters,
    ),
    'logs/audit': pipeline(
      isAudited ? doors : ['nop'],
      [AUDIT_ONLY, ...contentProcessors(s), 'resource'],
      isAudited ? [TO_AUDIT] : ['nop'],
    ),
  };
}

function forks(s: GatewayCollectorSettings, stack: Stack, signal: Signal): readonly string[] {
  return [...(stack.deploys(openlit) ? [FORK] : []), ...forkTo(waysOfGateway(s, stack), signal)];
}

/**
 * Every gateway sends all spans of a trace to the same sampler. It finds samplers by DNS, which needs no permission in the cluster.
 * What a sampler does not accept is sent to it again for a while, and then to the sampler that replaces it: the queue is here and not
 * in each sampler, where it would be lost when a pod ends
 * (open-telemetry/opentelemetry-collector-contrib:exporter/loadbalancingexporter/README.md, "Resilience and scaling considerations").
 * Samplers get their parts of a batch one after the other (trace_exporter.go), so this time is short: the spans of one trace must not
 * arrive further apart than a sampler waits for them, and a batch must not wait long when its sampler is available again.
 */
function samplersExporter(resources: ResourceSettings): JsonObject {
  return {
    routing_key: 'traceID',
    ...queueAndRetry(resources, 'refuse', { initial_interval: '1s', max_interval: '5s' }),
    // Of the whole, with what is tried again below: a batch that fails for one sampler is sent to all once more.
    timeout: '30s',
    protocol: {
      otlp: {
        tls: { insecure: true },
        timeout: '5s',
        sending_queue: { enabled: false },
        retry_on_failure: { enabled: true, initial_interval: '1s', max_interval: '2s', max_elapsed_time: '10s' },
      },
    },
    resolver: {
      dns: {
        hostname: `${otelSampler.connection.service}.${STACK_NAMESPACE}.svc`,
        port: `${otelSampler.connection.grpcPort}`,
      },
    },
  };
}

/** Every replica of Prometheus gets every sample. */
function metricsExporters(stack: Stack): readonly string[] {
  const elsewhere = metricsElsewhere(stack.of(prometheus));
  if (elsewhere !== undefined) return exportersElsewhere(elsewhere);
  if (!stack.deploys(prometheus)) return ['nop'];
  return Array.from({ length: stack.of(prometheus).replicas }, (_, replica) => remoteWrite(replica));
}

function remoteWrite(replica: number): string {
  return `prometheus_remote_write/${replica}`;
}

/** Spans without an identity: one of them makes Langfuse refuse the whole request, with other applications' spans in it. */
const INVALID_SPANS = 'filter/invalid_spans';

/**
 * An ID of zeros is none (OpenTelemetry specification, SpanContext); one of a wrong length the receiver refuses
 * (langfuse/langfuse:packages/shared/src/server/otel/utils.ts, `validateOtelSpanIds`).
 */
function invalidSpans(): JsonObject {
  return {
    error_mode: 'propagate',
    trace_conditions: [`span.trace_id == TraceID(0x${'0'.repeat(32)})`, `span.span_id == SpanID(0x${'0'.repeat(16)})`],
  };
}

function pipeline(
  receivers: readonly string[],
  processors: readonly string[],
  exporters: readonly string[],
): JsonObject {
  return { receivers, processors: ['memory_limiter', ...processors], exporters };
}

function otlpReceiver({ grpcPort, httpPort }: Door): JsonObject {
  return {
    protocols: {
      grpc: grpc(grpcPort, LARGEST_REQUEST_MIB),
      http: { endpoint: `${POD_IP}:${httpPort}`, max_request_body_size: LARGEST_REQUEST_MIB * 2 ** 20 },
    },
  };
}

/** Without further projects there is nothing to tell apart. */
function projectProcessors(projects: readonly Project[]): JsonObject {
  if (projects.length === 0) return {};
  return Object.fromEntries(
    [INITIAL, ...projects.map(({ name }) => name)].map((name) => [
      ofProject('resource', { name }),
      projectAttribute(name),
    ]),
  );
}

function projectProcessor(project: Project | undefined, all: readonly Project[]): readonly string[] {
  return all.length === 0 ? [] : [ofProject('resource', project ?? { name: INITIAL })];
}
