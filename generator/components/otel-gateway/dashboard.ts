/** The OpenTelemetry collectors: received, exported and lost telemetry. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { orZero, perSecond, share } from '../../telemetry/grafana/expressions.ts';
import { stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { inPods, podPanels, podVariables } from '../../telemetry/grafana/stack.ts';
import { otelGateway } from './handle.ts';
import { samplingRow } from './sampling-row.ts';

const SIGNALS = { spans: 'Spans', metric_points: 'Data points', log_records: 'Log records' } as const;
const NAMES = Object.keys(SIGNALS);

/** Only the collectors that applications send to: samplers receive the same spans again. */
const atGateway = (): string => inPods(`job="${otelGateway.probes.collector}"`);

/** Counters of one kind over all signals. */
const all = (prefix: string, where: string = inPods()): string =>
  NAMES.map((signal) => orZero(perSecond(`${prefix}_${signal}_total`, where)))
    .map((text) => `(${text})`)
    .join(' + ');

/** Spans without valid IDs, and delta data points that cannot be converted. */
const USELESS = [
  perSecond('otelcol_processor_filter_spans_filtered_total', inPods()),
  perSecond('otelcol_deltatocumulative_datapoints_total', inPods('error!=""')),
]
  .map((text) => `(${orZero(text)})`)
  .join(' + ');

const QUEUE = `max by (exporter, data_type) (otelcol_exporter_queue_size{${inPods()}} / otelcol_exporter_queue_capacity{${inPods()}})`;

export const otelPipelineDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'otel-pipeline',
    title: 'OpenTelemetry pipeline',
    description: 'Telemetry that the collectors receive, export to Langfuse and Prometheus, and lose.',
    tags: ['stack'],
    variables: podVariables('otelcol_process_uptime_seconds_total'),
    rows: [
      row(
        'Now',
        stat({
          title: 'Collectors',
          description: 'Number of pods that Prometheus can scrape.',
          unit: 'short',
          queries: [query(`count(otelcol_process_uptime_seconds_total{${inPods()}})`, 'collectors')],
        }),
        stat({
          title: 'Refused',
          description:
            'Items per second that the collectors refuse because of a memory limit or a full queue. Senders retry.',
          unit: 'cps',
          limits: { warn: 0.001, bad: 1 },
          queries: [query(all('otelcol_receiver_refused', atGateway()), 'refused')],
        }),
        stat({
          title: 'Lost',
          description:
            'Items per second that were accepted and then dropped: the destination rejects them permanently, or they are invalid.',
          unit: 'cps',
          limits: { warn: 0.001, bad: 0.1 },
          queries: [query(`${all('otelcol_exporter_send_failed')} + ${USELESS}`, 'lost')],
        }),
        stat({
          title: 'Fullest queue',
          description: 'Usage of the fullest export queue. A queue fills up while its destination is not available.',
          unit: 'percentunit',
          limits: { warn: 0.5, bad: 0.8 },
          queries: [query(`max(${QUEUE})`, 'full')],
          empty: 'no queue',
        }),
        stat({
          title: 'Spans in',
          description: 'Accepted spans per second.',
          unit: 'cps',
          queries: [query(perSecond('otelcol_receiver_accepted_spans_total', atGateway()), 'spans')],
        }),
        stat({
          title: 'Data points in',
          description: 'Accepted data points of metrics per second.',
          unit: 'cps',
          queries: [query(perSecond('otelcol_receiver_accepted_metric_points_total', atGateway()), 'points')],
        }),
      ),
      row(
        'Receivers',
        ...Object.entries(SIGNALS).map(([signal, title]) =>
          timeSeries({
            title: `${title} in`,
            description: 'Items per second, by protocol: accepted, refused, and failed in the receiver.',
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
        'Exporters',
        ...Object.entries(SIGNALS)
          .slice(0, 2)
          .map(([signal, title]) =>
            timeSeries({
              title: `${title} out`,
              description: 'Items per second, by exporter: sent, failed, and not added to a full queue.',
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
          description: 'Usage of each export queue.',
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
        'Processors',
        timeSeries({
          title: 'Share of exported spans',
          description:
            'Spans sent to Langfuse divided by accepted spans. If it stays below 1, spans are dropped by sampling or lost.',
          unit: 'percentunit',
          min: 0,
          queries: [
            query(
              share(
                perSecond('otelcol_exporter_sent_spans_total', inPods('exporter=~"otlp_http/langfuse(/.+)?"')),
                perSecond('otelcol_receiver_accepted_spans_total', atGateway()),
              ),
              'exported',
            ),
          ],
        }),
        timeSeries({
          title: 'Items by processor',
          description: 'Items per second that enter and leave each processor. The difference is what it drops.',
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
      samplingRow(),
      row('Pods', ...podPanels('otel-(gateway|sampler)-.*')),
    ],
  });
