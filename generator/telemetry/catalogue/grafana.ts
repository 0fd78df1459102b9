/** Grafana about itself. */
import { counter, gauge, histogram, metricsOf } from './metric.ts';

export const GRAFANA = metricsOf(
  { emitter: 'grafana', delivery: 'scraped', source: 'grafana/grafana:pkg/infra/metrics/metrics.go' },
  [
    gauge('grafana_stat_total_users', 'count', [], 'Users.'),
    gauge('grafana_stat_totals_dashboard', 'count', [], 'Dashboards.'),
    counter(
      'grafana_datasource_request_total',
      'count',
      ['datasource', 'datasource_type', 'code', 'method'],
      'Requests to data sources.',
    ),
    histogram(
      'grafana_http_request_duration_seconds',
      'seconds',
      ['handler', 'method', 'status_code'],
      'How long requests take.',
    ),
  ],
);
