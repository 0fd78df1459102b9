/** Tail sampling: nobody decides about traces, or traces go before anybody has decided. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { anyOf, SAMPLER_LOGS } from '../otel-collector/alert-parts.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { otelSampler } from './handle.ts';

export const OTEL_SAMPLER_ALERTS: readonly Alert[] = [
  alert({
    name: 'TraceSamplerDown',
    rules: [
      { severity: 'critical', expression: promql(`absent(up{job="${otelSampler.probes.collector}"} == 1)`), for: '5m' },
    ],
    summary: 'No trace reaches Langfuse',
    description:
      'Prometheus reaches no pod of otel-sampler, through which all traces go. The collectors keep traces until their queues are full.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'Traces pile up in `otel-gateway` and are lost when its queue is full. Metrics do not go this way: dashboards about LLM traffic stay complete.',
      diagnosis: [
        {
          caption: 'The pods and why they are not ready:',
          command: 'kubectl -n lang-observatory describe statefulset/otel-sampler',
        },
        { caption: 'What the sampler said last:', command: SAMPLER_LOGS },
        {
          caption: 'Which samplers take what they are offered:',
          query: promql('sum by (exported_endpoint, success) (rate(otelcol_loadbalancer_backend_outcome_total[5m]))'),
        },
        {
          caption: 'How full the queue before it is:',
          query: promql(
            `max by (exporter) (otelcol_exporter_queue_size{job="${otelGateway.probes.collector}"} / otelcol_exporter_queue_capacity{job="${otelGateway.probes.collector}"})`,
          ),
        },
      ],
      mitigation: [
        'If pods are `OOMKilled`, they hold more traces than they have memory for: raise `components.otel-sampler.resources` or `components.otel-sampler.replicas`.',
        'If pods restart with an error in the configuration, undo the last change of `otel-sampler` in Git; the collector names the wrong key in its log.',
        'To do without it for now set `components.otel-sampler.mode` to `disabled`: the collectors send to Langfuse themselves, all there is.',
      ],
    },
  }),
  alert({
    name: 'TracesThrownAway',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          anyOf([
            'otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total',
            'otelcol_processor_tail_sampling_sampling_policy_evaluation_error_total',
          ]),
        ),
        for: '5m',
      },
    ],
    summary: 'Traces are thrown away before it is known whether one has an error',
    description:
      'The sampler throws away {{ $value | humanize }} traces a second without a decision, because more come than it has room for.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The promise that every trace with an error is kept does not hold. More traces wait for their decision than a sampler counts, and the oldest go. Its memory should have stopped it first, so they are many and small.',
      diagnosis: [
        {
          caption: 'Traces that each sampler holds:',
          query: promql('otelcol_processor_tail_sampling_sampling_traces_on_memory'),
        },
        {
          caption: 'New traces that come:',
          query: promql('sum by (pod) (rate(otelcol_processor_tail_sampling_new_trace_id_received_total[5m]))'),
        },
      ],
      mitigation: [
        'Share them among more samplers: raise `components.otel-sampler.replicas`. Room grows with memory too: raise `components.otel-sampler.resources`.',
        'If traces come without their root span, each waits for `components.otel-sampler.decisionWait`; lower it to little more than the longest requests take.',
      ],
    },
  }),
];
