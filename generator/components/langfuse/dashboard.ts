/** Langfuse: probes, its own metrics, pods and stores. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { perSecond, quantile } from '../../telemetry/grafana/expressions.ts';
import { toDashboard } from '../../telemetry/grafana/links.ts';
import { stat, states, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { faults, inClusters, inStack, placeVariables, podPanels } from '../../telemetry/grafana/stack.ts';
import { UP } from '../../telemetry/grafana/style.ts';
import { langfuse } from './handle.ts';

const PREFIX = `${langfuse.name}-`;
const withoutPrefix = (job: string): string => job.slice(PREFIX.length);
const PROBES = inClusters(`job=~"${PREFIX}.*"`);
const { health, ready, ui } = langfuse.probes;
/** Probes of Langfuse web. */
const WEB = inClusters(`job=~"${PREFIX}(${[health, ready, ui].map(withoutPrefix).join('|')})"`);
/** Its own metrics say no namespace: the collector writes them. */
const OWN = inClusters();
const WAITING = inClusters('type="waiting"');
/** Workers measure the same queues, and parts of a queue beside all of it. */
const byQueue = (gauge: string): string => `max by (queue) (${gauge})`;
const TO_LANGFUSE = inStack('exporter=~"otlp_http/langfuse(/.+)?"');
const DEPLOYMENTS = inStack('deployment=~"langfuse-(web|worker)"');

export const langfuseDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'langfuse',
    title: 'Langfuse',
    description: 'Availability, ingestion queues, pods and stores of Langfuse.',
    tags: ['stack'],
    variables: placeVariables(),
    rows: [
      row(
        'Now',
        stat({
          title: 'Web',
          description: 'Whether all probes of Langfuse web succeed.',
          unit: 'short',
          ...UP,
          queries: [query(`min(probe_success{${WEB}})`, 'web')],
          empty: 'not probed',
        }),
        stat({
          title: 'Pods missing',
          description: 'Pods of web and worker that are not available.',
          unit: 'short',
          limits: { warn: 1, bad: 2 },
          queries: [
            query(
              `sum(kube_deployment_spec_replicas{${DEPLOYMENTS}}) - sum(kube_deployment_status_replicas_available{${DEPLOYMENTS}})`,
              'missing',
            ),
          ],
        }),
        stat({
          title: 'Waiting in queues',
          description: 'Jobs that wait in all queues. If a queue keeps growing, the worker is too slow.',
          unit: 'short',
          limits: { warn: 1000, bad: 10000 },
          queries: [query(`sum(max by (cluster, queue) (langfuse_queue_depth{${WAITING}}))`, 'waiting')],
          links: [toDashboard('valkey', 'Valkey')],
          empty: '0',
        }),
        stat({
          title: 'Spans accepted',
          description: 'Spans per second that Langfuse accepts from the collectors.',
          unit: 'cps',
          queries: [query(perSecond('otelcol_exporter_sent_spans_total', TO_LANGFUSE), 'spans')],
          links: [toDashboard('otel-pipeline', 'OpenTelemetry pipeline')],
        }),
        stat({
          title: 'Response time of web',
          description: 'Duration of the slowest probe.',
          unit: 's',
          decimals: 2,
          limits: { warn: 1, bad: 3 },
          queries: [query(`max(probe_duration_seconds{${WEB}})`, 'probe')],
          empty: 'not probed',
        }),
        faults(
          'Stores down',
          'Servers of PostgreSQL, ClickHouse and Valkey that are down.',
          `count(cnpg_collector_up{${inStack()}} == 0 or redis_up{${inStack()}} == 0 or up{${inStack('pod=~"clickhouse-.*"')}} == 0)`,
        ),
      ),
      row(
        'Ingestion',
        timeSeries({
          title: 'Queues',
          description: 'Waiting jobs, by queue.',
          unit: 'short',
          min: 0,
          queries: [query(byQueue(`langfuse_queue_depth{${WAITING}}`), '{{queue}}')],
        }),
        timeSeries({
          title: 'Queue growth',
          description: 'Growth of each queue in jobs per second. Below 0, the queue shrinks.',
          unit: 'cps',
          queries: [query(byQueue(`deriv(langfuse_queue_depth{${WAITING}}[10m])`), '{{queue}}')],
        }),
        timeSeries({
          title: 'Spans from the collectors',
          description: 'Spans per second that Langfuse accepts, and that the collectors drop.',
          unit: 'cps',
          queries: [
            query(perSecond('otelcol_exporter_sent_spans_total', TO_LANGFUSE), 'accepted'),
            query(perSecond('otelcol_exporter_send_failed_spans_total', TO_LANGFUSE), 'dropped'),
          ],
        }),
        timeSeries({
          title: 'Rows inserted into ClickHouse',
          description: 'Rows per second that are inserted into ClickHouse.',
          unit: 'cps',
          queries: [query(perSecond('ClickHouseProfileEvents_InsertedRows', inStack()), 'rows')],
        }),
      ),
      row(
        'Jobs',
        timeSeries({
          title: 'Jobs',
          description: 'Jobs per second: begun, completed, failed or stalled.',
          unit: 'cps',
          queries: [query(perSecond('langfuse_queue_rate_total', OWN, 'type'), '{{type}}')],
        }),
        timeSeries({
          title: 'Time in the queue',
          description: 'How long nine of ten jobs waited before a worker began with them, by queue.',
          unit: 'ms',
          min: 0,
          queries: [
            query(
              quantile(0.9, 'langfuse_queue_time_distribution_milliseconds', inClusters('type="wait"'), 'queue'),
              '{{queue}}',
            ),
          ],
        }),
        timeSeries({
          title: 'Age of the oldest dead letter',
          description: 'Time since the oldest job failed for good, by queue. 0 if there is none.',
          unit: 'ms',
          min: 0,
          queries: [query(byQueue(`langfuse_queue_dlq_oldest_age_milliseconds{${OWN}}`), '{{queue}}')],
        }),
        timeSeries({
          title: 'Dead letters',
          description: 'Jobs that failed for good, by queue.',
          unit: 'short',
          min: 0,
          queries: [query(byQueue(`langfuse_queue_depth{${inClusters('type="failed"')}}`), '{{queue}}')],
        }),
        timeSeries({
          title: 'Rows dropped',
          description: 'Rows that ClickHouse did not accept and that are lost, by table.',
          unit: 'cps',
          queries: [query(perSecond('langfuse_queue_rows_dropped_total', OWN, 'entity_type'), '{{entity_type}}')],
          empty: 'none dropped',
        }),
        timeSeries({
          title: 'Retries of evaluations',
          description:
            'Evaluations per second that are tried again because a model did not respond or limits requests.',
          unit: 'cps',
          queries: [query(perSecond('langfuse_queue_retries_count', OWN, 'queue'), '{{queue}}')],
          empty: 'none tried again',
        }),
        timeSeries({
          title: 'Events',
          description: 'Events per second that Langfuse accepted, by the way they came.',
          unit: 'cps',
          width: 24,
          queries: [query(perSecond('langfuse_ingestion_event_total', OWN, 'source'), '{{source}}')],
        }),
      ),
      row(
        'Web and worker',
        states({
          title: 'Probes',
          description: 'Whether each probe succeeds: health, readiness, worker, and the public address.',
          unit: 'short',
          ...UP,
          queries: [query(`min by (job) (probe_success{${PROBES}})`, '{{job}}')],
          empty: 'not probed',
        }),
        timeSeries({
          title: 'Pods',
          description: 'Available pods, and the maximum of the autoscalers.',
          unit: 'short',
          min: 0,
          height: 6,
          queries: [
            query(`sum by (deployment) (kube_deployment_status_replicas_available{${DEPLOYMENTS}})`, '{{deployment}}'),
            query(
              `sum by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas{${inStack('horizontalpodautoscaler=~"langfuse-.*"')}})`,
              '{{horizontalpodautoscaler}} maximum',
            ),
          ],
        }),
        ...podPanels('langfuse-(web|worker)-.*'),
      ),
      row(
        'Stores',
        states({
          title: 'PostgreSQL and Valkey',
          description: 'Whether each server is up.',
          unit: 'short',
          ...UP,
          queries: [
            query(`min by (pod) (cnpg_collector_up{${inStack()}})`, '{{pod}}'),
            query(`min by (pod) (redis_up{${inStack()}})`, '{{pod}}'),
          ],
        }),
        states({
          title: 'ClickHouse and object store',
          description: 'Whether Prometheus can scrape each server.',
          unit: 'short',
          ...UP,
          queries: [query(`min by (pod) (up{${inStack('pod=~"(clickhouse|object-store|seaweedfs)-.*"')}})`, '{{pod}}')],
        }),
      ),
    ],
  });
