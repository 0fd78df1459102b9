/** Prometheus and Alertmanager: whether what watches the rest is itself well. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { perSecond, quantile, share } from '../../telemetry/grafana/expressions.ts';
import { firingAlerts } from '../../telemetry/grafana/firing-alerts.ts';
import { stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { faults, inClusters, inStack, placeVariables, podPanels } from '../../telemetry/grafana/stack.ts';

const stack = (metric: string): string => `${metric}{${inStack()}}`;
const rate = (counter: string, by = ''): string => perSecond(counter, inStack(), by);
const FIRING = `ALERTS{${inClusters('alertstate="firing"')}}`;
/** Behind by more than what is newest: seconds between the newest sample and the newest that was sent. */
const REMOTE_LAG = `${stack('prometheus_remote_storage_queue_highest_timestamp_seconds')} - ${stack('prometheus_remote_storage_queue_highest_sent_timestamp_seconds')}`;

export const prometheusDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'prometheus',
    title: 'Prometheus and Alertmanager',
    description: 'Whether what watches everything else is itself well.',
    tags: ['stack'],
    variables: placeVariables(),
    rows: [
      row(
        'Now',
        faults('Targets down', 'Targets that could not be scraped.', `count(up{${inClusters()}} == 0)`),
        faults(
          'Rules that fail',
          'Groups in which the evaluation of a rule failed in the last ten minutes.',
          `count(sum by (rule_group) (increase(${stack('prometheus_rule_evaluation_failures_total')}[10m])) > 0)`,
        ),
        stat({
          title: 'Notifications that fail',
          description: 'Share of notifications that Alertmanager could not deliver.',
          unit: 'percentunit',
          limits: { warn: 0.01, bad: 0.1 },
          queries: [
            query(
              share(rate('alertmanager_notifications_failed_total'), rate('alertmanager_notifications_total')),
              'failed',
            ),
          ],
          empty: 'none sent yet',
        }),
        faults(
          'Configurations refused',
          'Prometheus and Alertmanager pods whose last reload failed: they go on with the old one.',
          `count(${stack('prometheus_config_last_reload_successful')} == 0 or ${stack('alertmanager_config_last_reload_successful')} == 0)`,
        ),
        stat({
          title: 'Series',
          description: 'Series in memory, of the fullest replica: memory grows with them.',
          unit: 'short',
          queries: [query(`max(${stack('prometheus_tsdb_head_series')})`, 'series')],
        }),
        stat({
          title: 'Alerts',
          description: 'Alerts that fire.',
          unit: 'short',
          limits: { warn: 1, bad: 3 },
          queries: [query(`count(${FIRING}) or vector(0)`, 'firing')],
        }),
      ),
      row('Alerts', firingAlerts(FIRING)),
      row(
        'Prometheus',
        timeSeries({
          title: 'Samples',
          description: 'Samples taken in per second, by replica.',
          unit: 'cps',
          width: 8,
          queries: [query(rate('prometheus_tsdb_head_samples_appended_total', 'pod'), '{{pod}}')],
        }),
        timeSeries({
          title: 'Series in memory',
          description: 'By replica. A jump is a label with too many values.',
          unit: 'short',
          width: 8,
          queries: [query(`sum by (pod) (${stack('prometheus_tsdb_head_series')})`, '{{pod}}')],
        }),
        timeSeries({
          title: 'Samples refused',
          description: 'Samples per second that came too late or twice.',
          unit: 'cps',
          width: 8,
          queries: [
            query(rate('prometheus_target_scrapes_sample_out_of_order_total'), 'out of order'),
            query(rate('prometheus_target_scrapes_sample_duplicate_timestamp_total'), 'duplicate'),
          ],
          empty: 'none',
        }),
        timeSeries({
          title: 'Rules: time used',
          description: 'Share of its interval that a group needs; above 1 evaluations are missed. The ten slowest.',
          unit: 'percentunit',
          width: 8,
          limits: { warn: 0.5, bad: 1 },
          queries: [
            query(
              `topk(10, max by (rule_group) (${stack('prometheus_rule_group_last_duration_seconds')} / ${stack('prometheus_rule_group_interval_seconds')}))`,
              '{{rule_group}}',
            ),
          ],
        }),
        timeSeries({
          title: 'Slow targets',
          description: 'The ten targets that take longest to scrape.',
          unit: 's',
          width: 8,
          queries: [query(`topk(10, max by (job, pod) (scrape_duration_seconds{${inClusters()}}))`, '{{job}} {{pod}}')],
        }),
        timeSeries({
          title: 'Queries, p99',
          description: 'How long queries wait and take.',
          unit: 's',
          width: 8,
          queries: [
            query(
              `max by (slice) (prometheus_engine_query_duration_seconds{${inStack('quantile="0.99"')}})`,
              '{{slice}}',
            ),
          ],
        }),
        timeSeries({
          title: 'Blocks on disk',
          description: 'Size, and the size at which old blocks go.',
          unit: 'bytes',
          width: 8,
          min: 0,
          queries: [
            query(`sum by (pod) (${stack('prometheus_tsdb_storage_blocks_bytes')})`, '{{pod}}'),
            query(`max(${stack('prometheus_tsdb_retention_limit_bytes')})`, 'limit'),
          ],
        }),
        timeSeries({
          title: 'Remote write: lag',
          description: 'How far the newest sample that was sent is behind.',
          unit: 's',
          width: 8,
          limits: { warn: 60, bad: 300 },
          queries: [query(`max by (remote_name, pod) (${REMOTE_LAG})`, '{{pod}} {{remote_name}}')],
          empty: 'no remote write',
        }),
        timeSeries({
          title: 'Remote write: samples',
          description: 'Samples per second that were sent, and that could not be.',
          unit: 'cps',
          width: 8,
          queries: [
            query(rate('prometheus_remote_storage_samples_total', 'remote_name'), '{{remote_name}} sent'),
            query(rate('prometheus_remote_storage_samples_failed_total', 'remote_name'), '{{remote_name}} failed'),
          ],
          empty: 'no remote write',
        }),
      ),
      row(
        'Alertmanager',
        timeSeries({
          title: 'Notifications',
          description: 'Per second and integration: tried, and failed.',
          unit: 'cps',
          width: 8,
          queries: [
            query(rate('alertmanager_notifications_total', 'integration'), '{{integration}}'),
            query(
              rate('alertmanager_notifications_failed_total', 'integration, reason'),
              '{{integration}} failed: {{reason}}',
            ),
          ],
          empty: 'none yet',
        }),
        timeSeries({
          title: 'Duration of notifying, p95',
          description: 'By integration.',
          unit: 's',
          width: 8,
          queries: [
            query(
              quantile(0.95, 'alertmanager_notification_latency_seconds', inStack(), 'integration'),
              '{{integration}}',
            ),
          ],
          empty: 'none yet',
        }),
        timeSeries({
          title: 'Alerts and replicas',
          description: 'Alerts by state, and replicas that see each other.',
          unit: 'short',
          width: 8,
          queries: [
            query(`max by (state) (${stack('alertmanager_alerts')})`, '{{state}}'),
            query(`min(${stack('alertmanager_cluster_members')})`, 'replicas'),
          ],
        }),
      ),
      row('Pods', ...podPanels('(prometheus|alertmanager)-kps-.*')),
    ],
  });
