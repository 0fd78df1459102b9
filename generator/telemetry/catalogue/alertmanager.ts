/** Alertmanager, and the series ALERTS that Prometheus writes for every alert that is pending or firing. */
import { counter, gauge, histogram, metricsOf } from './metric.ts';

const NOTIFY = ['integration'] as const;

export const ALERTMANAGER = [
  ...metricsOf(
    {
      emitter: 'alertmanager',
      delivery: 'scraped',
      source: 'prometheus/alertmanager:notify/metrics.go',
      labels: NOTIFY,
    },
    [
      counter('alertmanager_notifications_total', 'count', [], 'Notifications that were tried.'),
      counter('alertmanager_notifications_failed_total', 'count', ['reason'], 'Notifications that failed.'),
      histogram('alertmanager_notification_latency_seconds', 'seconds', [], 'How long notifying takes.'),
    ],
  ),
  ...metricsOf({ emitter: 'alertmanager', delivery: 'scraped', source: 'prometheus/alertmanager:dispatch/metric.go' }, [
    gauge('alertmanager_alerts', 'count', ['state'], 'Alerts: active, suppressed or unprocessed.'),
  ]),
  ...metricsOf({ emitter: 'alertmanager', delivery: 'scraped', source: 'prometheus/alertmanager:silence/silence.go' }, [
    gauge('alertmanager_silences', 'count', ['state'], 'Silences: active, pending or expired.'),
  ]),
  ...metricsOf(
    { emitter: 'alertmanager', delivery: 'scraped', source: 'prometheus/alertmanager:api/metrics/metrics.go' },
    [
      counter('alertmanager_alerts_received_total', 'count', ['status', 'version'], 'Alerts taken in.'),
      counter('alertmanager_alerts_invalid_total', 'count', ['version'], 'Alerts that were refused.'),
    ],
  ),
  ...metricsOf({ emitter: 'alertmanager', delivery: 'scraped', source: 'prometheus/alertmanager:cluster/cluster.go' }, [
    gauge('alertmanager_cluster_members', 'count', [], 'Replicas that see each other.'),
    gauge('alertmanager_cluster_failed_peers', 'count', [], 'Replicas that were lost.'),
  ]),
  ...metricsOf(
    { emitter: 'alertmanager', delivery: 'scraped', source: 'prometheus/alertmanager:config/coordinator.go' },
    [gauge('alertmanager_config_last_reload_successful', 'bool', [], 'Whether the last configuration was taken.')],
  ),
  ...metricsOf({ emitter: 'prometheus', delivery: 'scraped', source: 'prometheus/prometheus:rules/alerting.go' }, [
    gauge(
      'ALERTS',
      'info',
      [
        'alertname',
        'alertstate',
        'severity',
        'component',
        'team',
        'slo',
        'exporter',
        'receiver',
        'queue',
        'entity_type',
        'engine',
        'model',
        'fallback',
        'guardrail',
      ],
      'An alert that is pending or firing, with its labels.',
    ),
  ]),
];
