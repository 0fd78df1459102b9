/** Health and performance of Prometheus and Alertmanager. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { perSecond, quantile, share } from '../../telemetry/grafana/expressions.ts';
import { FIRING_ALERTS, firingAlerts } from '../../telemetry/grafana/firing-alerts.ts';
import { stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { faults, inClusters, inStack, placeVariables, podPanels } from '../../telemetry/grafana/stack.ts';
import { BACKUPS } from './backup-names.ts';

const stack = (metric: string): string => `${metric}{${inStack()}}`;
const rate = (counter: string, by = ''): string => perSecond(counter, inStack(), by);
const FIRING = `ALERTS{${inClusters(FIRING_ALERTS)}}`;
/** Seconds between the newest sample and the newest sample that was sent. */
const REMOTE_LAG = `${stack('prometheus_remote_storage_queue_highest_timestamp_seconds')} - ${stack('prometheus_remote_storage_queue_highest_sent_timestamp_seconds')}`;

export const prometheusDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'prometheus',
    title: 'Prometheus and Alertmanager',
    description: 'Health and performance of Prometheus and Alertmanager.',
    tags: ['stack'],
    variables: placeVariables(),
    rows: [
      row(
        'Now',
        faults('Targets down', 'Targets that Prometheus cannot scrape.', `count(up{${inClusters()}} == 0)`),
        faults(
          'Failed rules',
          'Rule groups with a failed evaluation in the last ten minutes.',
          `count(sum by (rule_group) (increase(${stack('prometheus_rule_evaluation_failures_total')}[10m])) > 0)`,
        ),
        stat({
          title: 'Failed notifications',
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
          'Failed configuration reloads',
          'Prometheus and Alertmanager pods whose last configuration reload failed. They use the previous configuration.',
          `count(${stack('prometheus_config_last_reload_successful')} == 0 or ${stack('alertmanager_config_last_reload_successful')} == 0)`,
        ),
        stat({
          title: 'Series',
          description: 'Number of series in memory, on the replica with the most series. Memory usage grows with it.',
          unit: 'short',
          queries: [query(`max(${stack('prometheus_tsdb_head_series')})`, 'series')],
        }),
        stat({
          title: 'Alerts',
          description: 'Number of firing alerts.',
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
          description: 'Ingested samples per second, by replica.',
          unit: 'cps',
          width: 8,
          queries: [query(rate('prometheus_tsdb_head_samples_appended_total', 'pod'), '{{pod}}')],
        }),
        timeSeries({
          title: 'Series in memory',
          description: 'Number of series, by replica. A sudden rise is usually a label with too many values.',
          unit: 'short',
          width: 8,
          queries: [query(`sum by (pod) (${stack('prometheus_tsdb_head_series')})`, '{{pod}}')],
        }),
        timeSeries({
          title: 'Rejected samples',
          description: 'Samples per second that are out of order or duplicates.',
          unit: 'cps',
          width: 8,
          queries: [
            query(rate('prometheus_target_scrapes_sample_out_of_order_total'), 'out of order'),
            query(rate('prometheus_target_scrapes_sample_duplicate_timestamp_total'), 'duplicate'),
          ],
          empty: 'none',
        }),
        timeSeries({
          title: 'Rule evaluation time',
          description:
            'Evaluation time of a rule group as a share of its interval, for the ten slowest groups. Above 100 %, evaluations are missed.',
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
          title: 'Slowest targets',
          description: 'Scrape duration of the ten slowest targets.',
          unit: 's',
          width: 8,
          queries: [query(`topk(10, max by (job, pod) (scrape_duration_seconds{${inClusters()}}))`, '{{job}} {{pod}}')],
        }),
        timeSeries({
          title: 'Queries, p99',
          description: 'Queueing and execution time of queries. 99 % of the queries are faster.',
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
          description: 'Size of the blocks, and the size limit at which Prometheus deletes old blocks.',
          unit: 'bytes',
          width: 6,
          min: 0,
          queries: [
            query(`sum by (pod) (${stack('prometheus_tsdb_storage_blocks_bytes')})`, '{{pod}}'),
            query(`max(${stack('prometheus_tsdb_retention_limit_bytes')})`, 'limit'),
          ],
        }),
        timeSeries({
          title: 'Remote write: lag',
          description: 'Time between the newest sample and the newest sent sample.',
          unit: 's',
          width: 6,
          limits: { warn: 60, bad: 300 },
          queries: [query(`max by (remote_name, pod) (${REMOTE_LAG})`, '{{pod}} {{remote_name}}')],
          empty: 'no remote write',
        }),
        timeSeries({
          title: 'Remote write: samples',
          description: 'Sent and failed samples per second.',
          unit: 'cps',
          width: 6,
          queries: [
            query(rate('prometheus_remote_storage_samples_total', 'remote_name'), '{{remote_name}} sent'),
            query(rate('prometheus_remote_storage_samples_failed_total', 'remote_name'), '{{remote_name}} failed'),
          ],
          empty: 'no remote write',
        }),
        timeSeries({
          title: 'Age of the last backup',
          description: 'Time since the samples were last sent to the bucket with success.',
          unit: 's',
          min: 0,
          width: 6,
          queries: [
            query(
              `time() - max by (cluster) (kube_cronjob_status_last_successful_time{${inClusters(`cronjob="${BACKUPS}"`)}})`,
              '{{cluster}}',
            ),
          ],
          empty: 'no backups',
        }),
      ),
      row(
        'Alertmanager',
        timeSeries({
          title: 'Notifications',
          description: 'Notifications and failed notifications per second, by integration.',
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
          title: 'Notification latency, p95',
          description: 'At least 95 % of the notifications are faster, by integration.',
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
          description: 'Alerts by state, and replicas in the Alertmanager cluster.',
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
