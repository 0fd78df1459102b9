/** The row about sampling in the dashboard of the collectors. */
import { type Row, row } from '../../telemetry/grafana/dashboard.ts';
import { perSecond } from '../../telemetry/grafana/expressions.ts';
import { timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { inPods } from '../../telemetry/grafana/stack.ts';

const EMPTY = 'no sampler';

/** Decisions of the samplers, traces in their memory, and what they drop. */
export function samplingRow(): Row {
  return row(
    'Sampling',
    timeSeries({
      title: 'Sampling decisions',
      description: 'Traces per second that the sampler keeps or drops. Metrics of LLM traffic count all traces.',
      unit: 'cps',
      min: 0,
      width: 8,
      queries: [
        query(
          perSecond('otelcol_processor_tail_sampling_global_count_traces_sampled_total', inPods(), 'decision'),
          '{{decision}}',
        ),
      ],
      empty: EMPTY,
    }),
    timeSeries({
      title: 'Sampled traces by policy',
      description:
        'Traces per second that each policy keeps: errors, slow traces, or a random share. A trace can match several policies.',
      unit: 'cps',
      min: 0,
      width: 8,
      queries: [
        query(
          perSecond(
            'otelcol_processor_tail_sampling_count_traces_sampled_total',
            inPods('decision="sampled"'),
            'policy',
          ),
          '{{policy}}',
        ),
      ],
      empty: EMPTY,
    }),
    timeSeries({
      title: 'Traces in memory',
      description: 'Traces in the memory of each sampler, without a decision yet.',
      unit: 'short',
      min: 0,
      width: 8,
      queries: [
        query(`sum by (pod) (otelcol_processor_tail_sampling_sampling_traces_on_memory{${inPods()}})`, '{{pod}}'),
      ],
      empty: EMPTY,
    }),
    timeSeries({
      title: 'Late spans',
      description:
        'Spans per second that arrive after the decision on their trace. With sampled=false they are dropped, even if they contain an error. If there are many, increase decisionWait.',
      unit: 'cps',
      min: 0,
      width: 8,
      queries: [
        query(
          perSecond('otelcol_processor_tail_sampling_early_releases_from_cache_decision_total', inPods(), 'sampled'),
          'sampled={{sampled}}',
        ),
      ],
      empty: EMPTY,
    }),
    timeSeries({
      title: 'Traces dropped without a decision',
      description:
        'Traces per second that a sampler drops because it holds its maximum number of traces. Should be 0: traces with errors can be lost.',
      unit: 'cps',
      min: 0,
      width: 8,
      limits: { warn: 0.001, bad: 0.1 },
      queries: [
        query(
          perSecond('otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total', inPods(), 'pod'),
          '{{pod}}',
        ),
      ],
      empty: EMPTY,
    }),
    timeSeries({
      title: 'Samplers in use',
      description:
        'Number of samplers that each collector sends traces to. It must be the same for all collectors, or traces are split.',
      unit: 'short',
      min: 0,
      width: 8,
      queries: [query(`max by (pod) (otelcol_loadbalancer_num_backends{${inPods()}})`, '{{pod}}')],
      empty: EMPTY,
    }),
  );
}
