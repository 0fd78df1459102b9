/** Prometheus about itself and its targets. */
import { counter, gauge, histogram, type Metric, metricsOf, summary } from './metric.ts';

const from = (path: string, entries: Parameters<typeof metricsOf>[1]): readonly Metric[] =>
  metricsOf({ emitter: 'prometheus', delivery: 'scraped', source: `prometheus/prometheus:${path}` }, entries);

export const PROMETHEUS = [
  ...from('scrape/scrape.go', [
    gauge('up', 'bool', [], 'Whether the last scrape of a target succeeded.'),
    gauge('scrape_duration_seconds', 'seconds', [], 'How long the last scrape took.'),
    gauge('scrape_samples_scraped', 'count', [], 'Samples of the last scrape.'),
  ]),
  ...from('scrape/metrics.go', [
    counter('prometheus_target_scrapes_sample_out_of_order_total', 'count', [], 'Samples refused as out of order.'),
    counter('prometheus_target_scrapes_sample_duplicate_timestamp_total', 'count', [], 'Samples with a second value.'),
  ]),
  ...from('tsdb/head.go', [
    gauge('prometheus_tsdb_head_series', 'count', [], 'Series in memory.'),
    counter('prometheus_tsdb_head_samples_appended_total', 'count', ['type'], 'Samples taken in.'),
    counter('prometheus_tsdb_wal_corruptions_total', 'count', [], 'Corruptions of the write-ahead log.'),
  ]),
  ...from('tsdb/db.go', [
    counter('prometheus_tsdb_compactions_failed_total', 'count', [], 'Compactions that failed.'),
    gauge('prometheus_tsdb_storage_blocks_bytes', 'bytes', [], 'Size of the blocks on disk.'),
    gauge('prometheus_tsdb_retention_limit_bytes', 'bytes', [], 'Size at which old blocks go; 0 is no limit.'),
  ]),
  ...from('rules/group.go', [
    counter('prometheus_rule_evaluations_total', 'count', ['rule_group'], 'Evaluations of rules.'),
    counter('prometheus_rule_evaluation_failures_total', 'count', ['rule_group'], 'Evaluations that failed.'),
    counter(
      'prometheus_rule_group_iterations_missed_total',
      'count',
      ['rule_group'],
      'Evaluations that came too late.',
    ),
    gauge('prometheus_rule_group_last_duration_seconds', 'seconds', ['rule_group'], 'How long the last one took.'),
    gauge('prometheus_rule_group_interval_seconds', 'seconds', ['rule_group'], 'How often a group is evaluated.'),
  ]),
  ...from('notifier/metric.go', [
    counter('prometheus_notifications_sent_total', 'count', ['alertmanager'], 'Alerts sent.'),
    counter('prometheus_notifications_errors_total', 'count', ['alertmanager'], 'Alerts whose sending failed.'),
    counter('prometheus_notifications_dropped_total', 'count', ['alertmanager'], 'Alerts dropped.'),
    gauge('prometheus_notifications_alertmanagers_discovered', 'count', [], 'Alertmanagers that are known.'),
    summary('prometheus_notifications_latency_seconds', 'seconds', ['alertmanager'], 'How long sending takes.'),
  ]),
  ...metricsOf(
    {
      emitter: 'prometheus',
      delivery: 'scraped',
      source: 'prometheus/prometheus:storage/remote/queue_manager.go',
      labels: ['remote_name', 'url'],
    },
    [
      counter('prometheus_remote_storage_samples_total', 'count', [], 'Samples sent to remote storage.'),
      counter('prometheus_remote_storage_samples_failed_total', 'count', [], 'Samples that could not be sent.'),
      counter('prometheus_remote_storage_samples_dropped_total', 'count', ['reason'], 'Samples that were dropped.'),
      gauge('prometheus_remote_storage_samples_pending', 'count', [], 'Samples that wait.'),
      gauge('prometheus_remote_storage_shards', 'count', [], 'Senders at work.'),
      gauge('prometheus_remote_storage_shards_desired', 'count', [], 'Senders that would keep up.'),
      gauge('prometheus_remote_storage_shards_max', 'count', [], 'Senders that are allowed.'),
      gauge('prometheus_remote_storage_queue_highest_timestamp_seconds', 'timestamp', [], 'The newest sample to send.'),
      gauge(
        'prometheus_remote_storage_queue_highest_sent_timestamp_seconds',
        'timestamp',
        [],
        'The newest sample sent.',
      ),
    ],
  ),
  ...from('cmd/prometheus/main.go', [
    gauge('prometheus_tsdb_lowest_timestamp_seconds', 'timestamp', [], 'The oldest sample.'),
    gauge('prometheus_config_last_reload_successful', 'bool', [], 'Whether the last configuration was taken.'),
  ]),
  ...from('web/web.go', [
    counter('prometheus_http_requests_total', 'count', ['handler', 'code'], 'Requests.'),
    histogram('prometheus_http_request_duration_seconds', 'seconds', ['handler'], 'How long requests take.'),
  ]),
  ...from('promql/engine.go', [
    summary('prometheus_engine_query_duration_seconds', 'seconds', ['slice'], 'How long queries take.'),
  ]),
  ...metricsOf(
    { emitter: 'recorded', delivery: 'recorded', source: 'generator/components/prometheus: rules of the backups' },
    [gauge('prometheus:backup_age_limit:seconds', 'seconds', [], 'How old the last backup may be, by the schedule.')],
  ),
];
