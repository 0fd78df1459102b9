/** Tail sampling: the sampler is down, or drops traces before it has made a decision. */

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
    summary: 'The trace sampler is down',
    description:
      'Prometheus cannot scrape any pod of otel-sampler. No traces reach Langfuse; the collectors queue them until their queues are full.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        '`otel-gateway` queues traces, and they are lost when its queue is full. Metrics do not pass through the sampler: dashboards about LLM traffic stay complete.',
      diagnosis: [
        {
          caption: 'Pods and their events:',
          command: 'kubectl -n lang-observatory describe statefulset/otel-sampler',
        },
        { caption: 'Recent logs of the sampler:', command: SAMPLER_LOGS },
        {
          caption: 'Requests per second to each sampler, by success:',
          query: promql('sum by (exported_endpoint, success) (rate(otelcol_loadbalancer_backend_outcome_total[5m]))'),
        },
        {
          caption: 'Usage of the queues of otel-gateway:',
          query: promql(
            `max by (exporter) (otelcol_exporter_queue_size{job="${otelGateway.probes.collector}"} / otelcol_exporter_queue_capacity{job="${otelGateway.probes.collector}"})`,
          ),
        },
      ],
      mitigation: [
        'Pods are `OOMKilled`: the traces need more memory. Increase `components.otel-sampler.resources` or `components.otel-sampler.replicas`.',
        'Pods restart with a configuration error: revert the last change of `otel-sampler` in Git. The log shows the invalid key.',
        'To disable sampling for now, set `components.otel-sampler.mode` to `disabled`: the collectors then send all traces to Langfuse directly.',
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
    summary: 'The sampler drops traces before its sampling decision',
    description:
      'The sampler drops {{ $value | humanize }} traces per second without a decision because it receives more traces than it can store. Traces with errors can be lost.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'It is no longer guaranteed that every trace with an error is kept. More traces wait for a decision than the maximum number of traces of a sampler, so it drops the oldest ones. The sampler reached this maximum before its memory limit, so there are many small traces.',
      diagnosis: [
        {
          caption: 'Traces in the memory of each sampler:',
          query: promql('otelcol_processor_tail_sampling_sampling_traces_on_memory'),
        },
        {
          caption: 'New traces per second:',
          query: promql('sum by (pod) (rate(otelcol_processor_tail_sampling_new_trace_id_received_total[5m]))'),
        },
      ],
      mitigation: [
        'Increase `components.otel-sampler.replicas` to distribute the traces to more samplers, or increase `components.otel-sampler.resources`: the maximum number of traces grows with the memory.',
        'Traces arrive without their root span: each waits for `components.otel-sampler.decisionWait`. Reduce it to slightly more than the duration of the longest requests.',
      ],
    },
  }),
];
