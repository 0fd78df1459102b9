/** The built-in objectives: telemetry arrives, the UI is available, the models respond. */

import type { Stack } from '../../stack/component.ts';
import type { Handle } from '../../stack/handle.ts';
import { type Indicator, WINDOW } from '../../telemetry/slos.ts';
import { blackbox } from '../blackbox/handle.ts';
import { gpuMetrics } from '../gpu-metrics/handle.ts';
import { langfuse } from '../langfuse/handle.ts';
import { llmGateways } from '../llm-gateways/handle.ts';
import { measureFirstToken, modelServing } from '../model-serving/handle.ts';
import { TO_STORES } from '../otel-collector/alert-parts.ts';
import { otelGateway } from '../otel-gateway/handle.ts';

export interface BuiltInSlo {
  readonly name: string;
  /** In percent. */
  readonly objective: number;
  readonly indicator: Indicator;
  /** Components whose series it is made of. */
  readonly needs: readonly Handle[];
  /** Whether these measure it as they are set; always where this is not said. */
  readonly isMeasured?: (stack: Stack) => boolean;
}

const PLACE = 'by (cluster, environment)';
const rate = (series: string): string => `sum ${PLACE} (rate(${series}[${WINDOW}]))`;
/** A counter of failures does not exist before the first failure. */
const orNone = (errors: string, total: string): string => `(${errors} or 0 * ${total})`;
const over = (share: string): string => `avg_over_time((${share})[${WINDOW}:1m])`;

/** By the collectors that applications send to; gateways keep what a sampler refuses. */
const ACCEPTED = rate(`otelcol_receiver_accepted_spans_total{job="${otelGateway.probes.collector}"}`);
const REFUSED = orNone(rate(`otelcol_receiver_refused_spans_total{job="${otelGateway.probes.collector}"}`), ACCEPTED);
const GIVEN_UP = orNone(rate(`otelcol_exporter_send_failed_spans_total{${TO_STORES}}`), ACCEPTED);
const NOT_QUEUED = orNone(rate(`otelcol_exporter_enqueue_failed_spans_total{${TO_STORES}}`), ACCEPTED);
/** Each worker measures the same queues. */
const WAITING = `sum ${PLACE} (max by (cluster, environment, queue) (langfuse_queue_depth{type="waiting"}))`;
const REACHED = `min ${PLACE} (probe_success{job=~"${langfuse.probes.ui}|${langfuse.probes.health}"})`;
const GPU_NODES = `avg ${PLACE} (up{job="${gpuMetrics.probes.exporter}"})`;
const firstToken = (le: string): string =>
  `sum ${PLACE} (avg_over_time(llm:serving_time_to_first_token_seconds:rate5m{${le}}[${WINDOW}]))`;
/** Of recorded rates. One that begins later than the other counts for less, as it must. */
const counted = (rates: string): string => `sum ${PLACE} (sum_over_time(${rates}[${WINDOW}]))`;
const THROUGH_GATEWAYS = counted('llm:gateway_requests:rate5m');
/** Of applications: a gateway or server measures the same calls again. */
const CLIENT = 'measured_by="client"';
const CALLS = rate(`llm:call_duration_seconds_count{${CLIENT}}`);

/** A bound of the buckets that the semantic conventions advise. */
const IN_TIME = `llm:call_duration_seconds_bucket{${CLIENT}, le="10.24"}`;

export const BUILT_IN_SLOS: readonly BuiltInSlo[] = [
  // Spans that applications send reach Langfuse.
  {
    name: 'ingestion-success',
    objective: 99.9,
    indicator: { errors: `${REFUSED} + ${GIVEN_UP} + ${NOT_QUEUED}`, total: `${ACCEPTED} + ${REFUSED}` },
    needs: [otelGateway],
  },
  // Fewer than a thousand jobs wait to be stored.
  {
    name: 'ingestion-freshness',
    objective: 99,
    indicator: { errors: over(`${WAITING} > bool 1000`), total: over(`${WAITING} >= bool 0`) },
    needs: [langfuse, otelGateway],
  },
  // Langfuse answers, by its public name where it has one.
  {
    name: 'ui-availability',
    objective: 99.5,
    indicator: { errors: over(`1 - ${REACHED}`), total: over(`${REACHED} >= bool 0`) },
    needs: [langfuse, blackbox],
  },
  // Calls to models succeed.
  {
    name: 'llm-success',
    objective: 99,
    indicator: {
      errors: orNone(rate(`llm:call_duration_seconds_count{${CLIENT}, error_type!=""}`), CALLS),
      total: CALLS,
    },
    needs: [otelGateway],
  },
  // Calls to models take at most 10 seconds.
  {
    name: 'llm-latency',
    objective: 95,
    indicator: {
      good: rate(IN_TIME),
      // Of a library with other buckets nobody knows how many calls were in time.
      total: `sum ${PLACE} (rate(llm:call_duration_seconds_count{${CLIENT}}[${WINDOW}]) and on (job, instance, otel_scope_name, arrived_as) ${IN_TIME})`,
    },
    needs: [otelGateway],
  },
  // Model servers send the first token within a second.
  {
    name: 'first-token',
    objective: 95,
    // A bound that vLLM and SGLang both have; Prometheus and their clients write it in two ways.
    indicator: { good: firstToken('le=~"1|1.0"'), total: firstToken('le="+Inf"') },
    needs: [modelServing],
    isMeasured: (stack) => measureFirstToken(stack.of(modelServing)),
  },
  // LLM gateways answer what they have no reason to refuse.
  {
    name: 'gateway-success',
    objective: 99.5,
    indicator: { errors: orNone(counted('llm:gateway_failures:rate5m'), THROUGH_GATEWAYS), total: THROUGH_GATEWAYS },
    needs: [llmGateways],
  },
  // The exporters of the GPUs respond: their driver works.
  {
    name: 'gpu-reachable',
    objective: 99,
    indicator: { errors: over(`1 - ${GPU_NODES}`), total: over(`${GPU_NODES} >= bool 0`) },
    needs: [gpuMetrics],
  },
];
