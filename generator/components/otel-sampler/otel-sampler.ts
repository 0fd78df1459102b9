/**
 * Tail sampling, for traffic that is too much to keep: it keeps a share of ordinary traces, and all traces that have an error or are
 * slow. The decision needs the complete trace, so all of its spans must go to one pod. The gateways ensure that,
 * by the trace ID (`otel-gateway/configuration.ts`), so samplers are a tier of their own behind them.
 *
 * SDKs create metrics, which pass the gateways only: calls, tokens and cost in Prometheus are those of all traffic.
 * What Langfuse calculates from its traces covers only the kept share.
 */

import type { JsonObject } from '../../data/json.ts';
import { mergeValues } from '../../fleet/resolve/merge.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { defineComponent, type Stack } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { credentials } from '../credentials/handle.ts';
import { egressFlows } from '../egress.ts';
import { langfuse, type Project, projectsOf } from '../langfuse/handle.ts';
import { openlit } from '../openlit/handle.ts';
import {
  EXTENSIONS,
  grpc,
  langfuseAuthority,
  langfuseExporter,
  langfuseKeys,
  langfuseRequirements,
  MEMORY_LIMITER,
  METRICS_PORT,
  SERVICE,
  startExtensions,
  TO_LANGFUSE,
} from '../otel-collector/configuration.ts';
import { secondsOf } from '../otel-collector/go-duration.ts';
import { memoryMistakes, memoryOf } from '../otel-collector/limits.ts';
import { FORK, openlitParts, openlitPipelines } from '../otel-collector/openlit.ts';
import { collectorPod } from '../otel-collector/pod.ts';
import { INITIAL, ofProject, onlyProject, projectExporters, projectKeys } from '../otel-collector/projects.ts';
import { queueMistakes, queueParts, queueVolume } from '../otel-collector/queue-on-disk.ts';
import {
  forkTo,
  sendToFlows,
  sendToParts,
  sendToSecrets,
  sendToVariables,
  type Ways,
} from '../otel-collector/send-to.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { OTEL_SAMPLER_ALERTS } from './alerts.ts';
import { otelSampler } from './handle.ts';
import { type SamplerSettings, STRAGGLERS, settings } from './settings.ts';

/** Memory that the smallest trace takes while it waits: one span with eight short attributes, measured. */
const SMALLEST_TRACE = 2 * 2 ** 10;

/**
 * The largest request of a sampler. A gateway splits a batch and repeats the resource for every scope of each part, so
 * a part may be larger than its batch; one that is too large is not retried.
 */
const LARGEST_PART_MIB = 128;

export const otelSamplerComponent = defineComponent(otelSampler, {
  description: 'Tail sampling: keeps a share of ordinary traces, and all with errors and all slow ones.',
  chart: CHARTS[otelSampler.name],
  // Off by default, so that no trace is dropped unless the input asks for it.
  pods: podsAt(['']),
  modes: ['disabled', 'managed'],
  settings,
  sizes: {
    small: {
      replicas: 1,
      resources: { requests: { cpu: '50m', memory: '512Mi' }, limits: { memory: '512Mi' } },
    },
    medium: {
      replicas: 2,
      resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '1Gi' } },
    },
    large: {
      replicas: 3,
      resources: { requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '4Gi' } },
    },
  },
  alerts: OTEL_SAMPLER_ALERTS,
  requires: (_s, stack) => [
    ...langfuseRequirements(langfuse.connection(stack.of(langfuse))),
    prometheusCrds,
    ...(sendToSecrets(waysOf(stack).backends).length > 0 ? [credentials] : []),
  ],
  // It cannot require the gateways, which require it.
  mistakes: (s, stack) => [
    ...memoryMistakes(s.resources),
    ...queueMistakes(s.queue, () => withBackends(s, stack)),
    ...(stack.deploys(otelGateway)
      ? []
      : [
          {
            code: 'required-component-disabled' as const,
            path: ['mode'],
            message: 'otel-sampler gets its traces from otel-gateway, which is disabled',
            hint: 'set components.otel-gateway.mode: managed, or components.otel-sampler.mode: disabled',
          },
        ]),
  ],
  flows: (s, stack) => [
    ...egressFlows([otelSampler.collector], s.egress),
    ...sendToFlows(otelSampler.collector, waysOf(stack)),
    {
      from: otelGateway.collector,
      to: otelSampler.collector,
      ports: [otelSampler.connection.grpcPort],
      purpose: 'traces to be sampled',
    },
    {
      from: otelSampler.collector,
      to: langfuse.web,
      ports: [langfuse.connection(stack.of(langfuse)).port],
      purpose: 'traces that are kept',
    },
    {
      from: prometheus.prometheus,
      to: otelSampler.collector,
      ports: [METRICS_PORT],
      purpose: "the sampler's own metrics",
    },
  ],
  values: (s, stack) => {
    const connection = langfuse.connection(stack.of(langfuse));
    const { extraVolumes, extraVolumeMounts } = langfuseAuthority(connection);
    const { claims, mounts } = queueVolume(s.queue, stack);
    const pod = collectorPod(otelSampler.name, s.replicas, s.resources);
    return {
      // Pods are replaced one after the other, never with additional ones: a Deployment would add pods before it removes old ones,
      // and traces would move twice.
      mode: 'statefulset',
      statefulset: { volumeClaimTemplates: claims },
      ...pod,
      // Autoscaling would change the number of pods just when there are many traces to decide on.
      autoscaling: { enabled: false },
      // Headless: the name resolves to every ready pod, and the gateways choose.
      service: { clusterIP: 'None' },
      ports: { ...pod.ports, 'otlp-http': { enabled: false } },
      extraVolumes,
      extraVolumeMounts: [...extraVolumeMounts, ...mounts],
      extraEnvs: [
        langfuseKeys(connection, { optional: false }),
        ...projectKeys(projectsOf(stack.of(langfuse))),
        ...sendToVariables(waysOf(stack)),
      ],
      alternateConfig: configuration(s, stack),
    };
  },
  perCluster: (s, stack) => {
    const toBackends = sendToParts(waysOf(stack), s.resources);
    const onDisk = queueParts(s.queue, () => withBackends(s, stack));
    return { values: { alternateConfig: startExtensions(mergeValues(toBackends, onDisk)) } };
  },
});

/** Of the gateways: they send metrics and logs to the same backends. */
function waysOf(stack: Stack): Ways {
  return { backends: stack.of(otelGateway).sendTo, signals: ['traces'] };
}

/** The configuration with every exporter that has a queue. */
function withBackends(s: SamplerSettings, stack: Stack): JsonObject {
  return mergeValues(configuration(s, stack), sendToParts(waysOf(stack), s.resources));
}

function configuration(s: SamplerSettings, stack: Stack): JsonObject {
  const connection = langfuse.connection(stack.of(langfuse));
  const projects = projectsOf(stack.of(langfuse));
  const forks = [...(stack.deploys(openlit) ? [FORK] : []), ...forkTo(waysOf(stack), 'traces')];
  const toOpenlit = openlitParts(s.resources);
  const split = splitByProject(projects);
  return {
    extensions: EXTENSIONS,
    receivers: {
      ...toOpenlit.receivers,
      otlp: {
        protocols: { grpc: grpc(otelSampler.connection.grpcPort, LARGEST_PART_MIB) },
      },
    },
    connectors: { ...toOpenlit.connectors, ...split.connectors },
    processors: {
      memory_limiter: MEMORY_LIMITER,
      tail_sampling: tailSampling(s),
      ...toOpenlit.processors,
      ...split.processors,
    },
    exporters: {
      ...toOpenlit.exporters,
      // The processor would drop rejected data. So it waits, and the gateways keep what a sampler does not accept.
      [TO_LANGFUSE]: langfuseExporter(connection, s.resources, { withKeys: true, whenFull: 'wait' }),
      ...projectExporters(projects, connection, s.resources, 'wait'),
    },
    service: {
      ...SERVICE,
      pipelines: {
        traces: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'tail_sampling'],
          exporters: [...split.exporters, ...forks],
        },
        ...split.pipelines,
        ...openlitPipelines({ traces: forks.includes(FORK) }),
      },
    },
  };
}

/** The decision is about all traces alike; afterwards each project has a way of its own. */
function splitByProject(projects: readonly Project[]) {
  if (projects.length === 0) return { connectors: {}, processors: {}, pipelines: {}, exporters: [TO_LANGFUSE] };
  const ways = [
    { name: INITIAL, exporter: TO_LANGFUSE },
    ...projects.map((project) => ({ name: project.name, exporter: ofProject(TO_LANGFUSE, project) })),
  ];
  const each = <T>(kind: string, make: (way: (typeof ways)[number]) => T) =>
    Object.fromEntries(ways.map((way) => [ofProject(kind, way), make(way)]));
  return {
    connectors: each('forward', () => ({})),
    processors: each('filter', ({ name }) => onlyProject(name)),
    pipelines: each('traces', (way) => ({
      receivers: [ofProject('forward', way)],
      processors: [ofProject('filter', way)],
      exporters: [way.exporter],
    })),
    exporters: ways.map((way) => ofProject('forward', way)),
  };
}

/**
 * A trace is kept when one policy decides so. The share is selected by a hash of the trace ID, the same on every replica: a trace that
 * moves to another replica before it is complete is still kept or dropped as a whole, unless only one of them sees the error.
 * When a pod ends, it decides with the spans that it has.
 *
 * With more traces than `num_traces` the processor would drop the oldest ones, also those with errors. So the number is larger than
 * what fits into memory, and the memory limiter rejects the excess: the gateways keep it and retry.
 * Decisions are cached for a while, so that they also apply to late spans
 * (open-telemetry/opentelemetry-collector-contrib:processor/tailsamplingprocessor/processor.go).
 */
function tailSampling(s: SamplerSettings): JsonObject {
  const traces = Math.floor(memoryOf(s.resources) / SMALLEST_TRACE);
  const remembered = Math.floor(traces / 4);
  return {
    decision_wait: s.decisionWait,
    decision_wait_after_root_received: STRAGGLERS,
    num_traces: traces,
    decision_cache: { sampled_cache_size: remembered, non_sampled_cache_size: remembered },
    policies: [
      { name: 'errors', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
      { name: 'slow', type: 'latency', latency: { threshold_ms: secondsOf(s.slowerThan) * 1000 } },
      { name: 'share', type: 'probabilistic', probabilistic: { sampling_percentage: s.percent } },
    ],
  };
}
