/**
 * Tail sampling, where there is too much traffic to keep it all: of ordinary traces a share, of traces with an error and of slow
 * ones every one. A trace is judged when it is complete, so all of its spans must come to one pod: the gateways see to that,
 * by the trace's ID (`otel-gateway.ts`), and so this is a tier of its own behind them.
 *
 * Metrics are made by the SDKs and pass the gateways alone: calls, tokens and cost in Prometheus are those of all traffic.
 * What Langfuse adds up from its traces is that of the share.
 */

import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import type { CommonSettings } from '../../fleet/model.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import { defineComponent } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { type LangfuseConnection, langfuseConnection, langfuseRequirements } from '../langfuse/connection.ts';
import { langfuse } from '../langfuse/langfuse.ts';
import { STACK } from '../namespaces/namespaces.ts';
import {
  EXTENSIONS,
  grpc,
  langfuseAuthority,
  langfuseExporter,
  langfuseKeys,
  MEMORY_LIMITER,
  METRICS_PORT,
  SERVICE,
  TO_LANGFUSE,
} from '../otel-collector/configuration.ts';
import { goDuration, secondsOf } from '../otel-collector/go-duration.ts';
import { memoryMistakes, memoryOf } from '../otel-collector/limits.ts';
import { collectorLabels, collectorPod } from '../otel-collector/pod.ts';
import { OTEL_SAMPLER_ALERTS } from './alerts.ts';

const NAME = 'otel-sampler';
/** Where the gateways send traces: each pod has its own address behind the name. */
export const OTEL_SAMPLER = { service: NAME, grpcPort: 4317 } as const;
const LABELS = collectorLabels(NAME);

/**
 * How long spans that ended before the root still come after it: an SDK sends every five seconds, a gateway every second
 * (OTEL_BSP_SCHEDULE_DELAY in the OpenTelemetry specification; `otel/configuration.ts`), and while another sampler is away
 * a gateway holds a batch for up to fifteen seconds that has spans for both (`samplersExporter` in `otel-gateway.ts`).
 */
const STRAGGLERS = '30s';

/** Memory that the smallest trace takes while it waits: one span with eight short attributes, measured. */
const SMALLEST_TRACE = 2 * 2 ** 10;

/**
 * What a sampler takes at once. A gateway shares the spans of a batch out and gives each part its resource anew for every scope, so
 * that a part may be larger than its batch; one that is too large is not sent again.
 */
const LARGEST_PART_MIB = 128;

export const decisionWait = goDuration.describe(
  `How long a trace is waited for, from its first span on, when its root span does not come; with the root it is judged after ${STRAGGLERS}. ` +
    'A root comes last, when the answer has been streamed: wait for longer than requests and runs of agents take, ' +
    `and than ${STRAGGLERS}: so late do spans come when a sampler restarts. ` +
    'An error or a slow span that comes after the decision changes nothing.',
);

const settings = z
  .strictObject({
    replicas: z
      .int()
      .min(1)
      .default(2)
      .describe(
        'Replicas of the sampler. A fixed number: each change moves traces that are under way to another replica.',
      ),
    percent: z
      .number()
      .min(0)
      .max(100)
      .default(10)
      .describe('Percent of ordinary traces that are kept: those without an error that are not slow.'),
    slowerThan: goDuration
      .default('30s')
      .describe('Traces that take longer are all kept, from the start of the first span to the end of the last.'),
    decisionWait: decisionWait.default('5m'),
    resources: resources.prefault({}),
  })
  .superRefine(({ decisionWait, slowerThan }, context) => {
    if (secondsOf(decisionWait) > secondsOf(slowerThan)) return;
    const message = `${decisionWait} is not longer than slowerThan, ${slowerThan}: a trace would be judged before it can be slow`;
    context.addIssue({ code: 'custom', path: ['decisionWait'], message });
  });

type SamplerSettings = z.output<typeof settings> & CommonSettings;

export const otelSampler = defineComponent({
  name: NAME,
  description: 'Tail sampling: keeps a share of ordinary traces, and all with errors and all slow ones.',
  namespace: STACK,
  chart: CHARTS[NAME],
  // Nobody loses a trace unasked.
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
  requires: (_s, stack) => [...langfuseRequirements(stack.of(langfuse)), 'prometheus-crds'],
  // It cannot require the gateways, which require it.
  mistakes: (s, stack) => [
    ...memoryMistakes(s.resources),
    ...(stack.deploys('otel-gateway')
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
  workloads: () => [{ name: 'collector', podLabels: LABELS }],
  flows: (_s, stack) => [
    {
      from: 'otel-gateway/collector',
      to: 'otel-sampler/collector',
      ports: [OTEL_SAMPLER.grpcPort],
      purpose: 'traces to be sampled',
    },
    {
      from: 'otel-sampler/collector',
      to: 'langfuse/web',
      ports: [langfuseConnection(stack.of(langfuse)).port],
      purpose: 'traces that are kept',
    },
    {
      from: 'prometheus/prometheus',
      to: 'otel-sampler/collector',
      ports: [METRICS_PORT],
      purpose: "the sampler's own metrics",
    },
  ],
  values: (s, stack) => {
    const connection = langfuseConnection(stack.of(langfuse));
    const pod = collectorPod(NAME, s.replicas, s.resources);
    return {
      // Replaced one after the other and never more than there should be: a Deployment would add pods before it takes some
      // away, and traces would move twice.
      mode: 'statefulset',
      ...pod,
      // By load it would come and go just when there is much to decide.
      autoscaling: { enabled: false },
      // No address of its own: the name means every ready pod, and the gateways choose.
      service: { clusterIP: 'None' },
      ports: { ...pod.ports, 'otlp-http': { enabled: false } },
      ...langfuseAuthority(connection),
      extraEnvs: [langfuseKeys(connection, { optional: false })],
      alternateConfig: configuration(s, connection),
    };
  },
});

function configuration(s: SamplerSettings, connection: LangfuseConnection): JsonObject {
  return {
    extensions: EXTENSIONS,
    receivers: {
      otlp: {
        protocols: { grpc: grpc(OTEL_SAMPLER.grpcPort, LARGEST_PART_MIB) },
      },
    },
    processors: { memory_limiter: MEMORY_LIMITER, tail_sampling: tailSampling(s) },
    exporters: {
      // The processor would drop what is refused: it waits, and with it the gateways, which keep what a sampler does not take.
      [TO_LANGFUSE]: langfuseExporter(connection, s.resources, { withKeys: true, whenFull: 'wait' }),
    },
    service: {
      ...SERVICE,
      pipelines: {
        traces: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'tail_sampling'],
          exporters: [TO_LANGFUSE],
        },
      },
    },
  };
}

/**
 * A trace is kept when one policy says so. The share goes by a hash of the trace's ID, the same on every replica: a trace that
 * moves to another one while it is under way is still kept or left out as a whole, unless only one of them sees the error.
 * When a pod ends it decides with what it has.
 *
 * With more traces than `num_traces` the processor would throw away the oldest, errors and all. So there is room for more than
 * memory holds, and what comes in excess is refused by the memory limiter: the gateways keep it and send it again.
 * Decisions are remembered for a while after, so that late spans share the fate of the others
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
