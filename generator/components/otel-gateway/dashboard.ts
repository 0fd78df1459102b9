/** The OpenTelemetry collectors: what comes in, what goes out, and what is lost between. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { orZero, perSecond, share } from '../../telemetry/grafana/expressions.ts';
import { stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { inPods, podPanels, podVariables } from '../../telemetry/grafana/stack.ts';
import { otelGateway } from './handle.ts';

const SIGNALS = { spans: 'Spans', metric_points: 'Data points', log_records: 'Log records' } as const;
const NAMES = Object.keys(SIGNALS);

/** The collectors that applications send to: samplers behind them take the same spans again. */
const atGateway = (): string => inPods(`job="${otelGateway.probes.collector}"`);

/** Counters of one kind over all signals. */
const all = (prefix: string, where: string = inPods()): string =>
  NAMES.map((signal) => orZero(perSecond(`${prefix}_${signal}_total`, where)))
    .map((text) => `(${text})`)
    .join(' + ');

/** Spans without an identity, and deltas that cannot be added up. */
const USELESS = [
  perSecond('otelcol_processor_filter_spans_filtered_total', inPods()),
  perSecond('otelcol_deltatocumulative_datapoints_total', inPods('error!=""')),
]
  .map((text) => `(${orZero(text)})`)
  .join(' + ');

const NO_SAMPLER = 'no sampler';

const QUEUE = `max by (exporter, data_type) (otelcol_exporter_queue_size{${inPods()}} / otelcol_exporter_queue_capacity{${inPods()}})`;

export const otelPipelineDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'otel-pipeline',
    title: 'OpenTelemetry pipeline',
    description:
      'The collectors: what applications send, what arrives in Langfuse and Prometheus, and what is lost between.',
    tags: ['stack'],
    variables: podVariables('otelcol_process_uptime_seconds_total'),
    rows: [
      row(
        'Now',
        stat({
          title: 'Collectors',
          description: 'Pods that can be scraped.',
          unit: 'short',
          queries: [query(`count(otelcol_process_uptime_seconds_total{${inPods()}})`, 'collectors')],
        }),
        stat({
          title: 'Refused',
          description:
            'Items per second that collectors did not take, for want of memory or because a queue was full. Senders try again.',
          unit: 'cps',
          limits: { warn: 0.001, bad: 1 },
          queries: [query(all('otelcol_receiver_refused', atGateway()), 'refused')],
        }),
        stat({
          title: 'Lost',
          description:
            'Items per second that were taken and given up: the other end refused them for good, or nobody can make use of them.',
          unit: 'cps',
          limits: { warn: 0.001, bad: 0.1 },
          queries: [query(`${all('otelcol_exporter_send_failed')} + ${USELESS}`, 'lost')],
        }),
        stat({
          title: 'Fullest queue',
          description:
            'How full the queue before Langfuse or Prometheus is. It fills while the other end does not answer.',
          unit: 'percentunit',
          limits: { warn: 0.5, bad: 0.8 },
          queries: [query(`max(${QUEUE})`, 'full')],
          empty: 'no queue',
        }),
        stat({
          title: 'Spans in',
          description: 'Spans per second that were taken.',
          unit: 'cps',
          queries: [query(perSecond('otelcol_receiver_accepted_spans_total', atGateway()), 'spans')],
        }),
        stat({
          title: 'Data points in',
          description: 'Data points of metrics per second that were taken.',
          unit: 'cps',
          queries: [query(perSecond('otelcol_receiver_accepted_metric_points_total', atGateway()), 'points')],
        }),
      ),
      row(
        'In',
        ...Object.entries(SIGNALS).map(([signal, title]) =>
          timeSeries({
            title: `${title} in`,
            description: 'Per second, by protocol: taken, refused, and failed inside the receiver.',
            unit: 'cps',
            min: 0,
            width: 8,
            queries: (['accepted', 'refused', 'failed'] as const).map((what) =>
              query(
                perSecond(`otelcol_receiver_${what}_${signal}_total`, atGateway(), 'transport'),
                `${what} {{transport}}`,
              ),
            ),
            empty: 'none yet',
          }),
        ),
      ),
      row(
        'Out',
        ...Object.entries(SIGNALS)
          .slice(0, 2)
          .map(([signal, title]) =>
            timeSeries({
              title: `${title} out`,
              description: 'Per second, by where they go: arrived, given up, and not taken by a full queue.',
              unit: 'cps',
              min: 0,
              width: 8,
              queries: (['sent', 'send_failed', 'enqueue_failed'] as const).map((what) =>
                query(
                  perSecond(`otelcol_exporter_${what}_${signal}_total`, inPods(), 'exporter'),
                  `${what.replace('_', ' ')} {{exporter}}`,
                ),
              ),
              empty: 'none yet',
            }),
          ),
        timeSeries({
          title: 'Queues',
          description: 'How full each queue is.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          width: 8,
          limits: { warn: 0.5, bad: 0.8 },
          queries: [query(QUEUE, '{{exporter}} {{data_type}}')],
          empty: 'no queue',
        }),
      ),
      row(
        'Between',
        timeSeries({
          title: 'Share of spans that arrive',
          description:
            'Spans that arrived in Langfuse over spans that came in. Below 1 for long: some are sampled away or lost.',
          unit: 'percentunit',
          min: 0,
          queries: [
            query(
              share(
                perSecond('otelcol_exporter_sent_spans_total', inPods('exporter="otlp_http/langfuse"')),
                perSecond('otelcol_receiver_accepted_spans_total', atGateway()),
              ),
              'arrived',
            ),
          ],
        }),
        timeSeries({
          title: 'Items by processor',
          description: 'Items per second that come to each processor and leave it: the difference is what it drops.',
          unit: 'cps',
          min: 0,
          queries: [
            query(
              perSecond('otelcol_processor_incoming_items_total', inPods(), 'processor, otel_signal'),
              '{{processor}} in {{otel_signal}}',
            ),
            query(
              perSecond('otelcol_processor_outgoing_items_total', inPods(), 'processor, otel_signal'),
              '{{processor}} out {{otel_signal}}',
            ),
          ],
        }),
      ),
      row(
        'Sampling',
        timeSeries({
          title: 'Traces decided on',
          description:
            'Traces per second that are kept and left out, where there is a sampler. Metrics of LLM traffic are made before and count them all.',
          unit: 'cps',
          min: 0,
          width: 8,
          queries: [
            query(
              perSecond('otelcol_processor_tail_sampling_global_count_traces_sampled_total', inPods(), 'decision'),
              '{{decision}}',
            ),
          ],
          empty: NO_SAMPLER,
        }),
        timeSeries({
          title: 'Why traces are kept',
          description:
            'Traces per second that each policy wants kept: for an error, for being slow, or for the share. One trace may count for several.',
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
          empty: NO_SAMPLER,
        }),
        timeSeries({
          title: 'Traces that wait',
          description: 'Traces in the memory of each sampler that are not decided on yet.',
          unit: 'short',
          min: 0,
          width: 8,
          queries: [
            query(`sum by (pod) (otelcol_processor_tail_sampling_sampling_traces_on_memory{${inPods()}})`, '{{pod}}'),
          ],
          empty: NO_SAMPLER,
        }),
        timeSeries({
          title: 'Spans that came too late',
          description:
            'Spans per second that came after the decision on their trace: with sampled=false they were left out unseen, and an error among them too. Many: raise decisionWait.',
          unit: 'cps',
          min: 0,
          width: 8,
          queries: [
            query(
              perSecond(
                'otelcol_processor_tail_sampling_early_releases_from_cache_decision_total',
                inPods(),
                'sampled',
              ),
              'sampled={{sampled}}',
            ),
          ],
          empty: NO_SAMPLER,
        }),
        timeSeries({
          title: 'Traces thrown away undecided',
          description: 'Traces per second for which there was no room. None, or errors are lost.',
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
          empty: NO_SAMPLER,
        }),
        timeSeries({
          title: 'Samplers in use',
          description:
            'Samplers that each collector shares traces among. All must see the same ones, or a trace is split.',
          unit: 'short',
          min: 0,
          width: 8,
          queries: [query(`max by (pod) (otelcol_loadbalancer_num_backends{${inPods()}})`, '{{pod}}')],
          empty: NO_SAMPLER,
        }),
      ),
      row('Pods', ...podPanels('otel-(gateway|sampler)-.*')),
    ],
  });
