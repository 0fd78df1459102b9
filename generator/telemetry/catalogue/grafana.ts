/** Grafana about itself. */
import { counter, gauge, histogram, type Metric, metricsOf } from './metric.ts';

const from = (path: string, entries: Parameters<typeof metricsOf>[1]): readonly Metric[] =>
  metricsOf({ emitter: 'grafana', delivery: 'scraped', source: `grafana/grafana:pkg/${path}` }, entries);

export const GRAFANA = [
  ...from('infra/metrics/metrics.go', [
    gauge('grafana_stat_total_users', 'count', [], 'Users.'),
    gauge('grafana_stat_totals_dashboard', 'count', [], 'Dashboards.'),
  ]),
  ...from('infra/httpclient/httpclientprovider/datasource_metrics_middleware.go', [
    counter(
      'grafana_datasource_request_total',
      'count',
      ['datasource', 'datasource_type', 'code', 'method', 'secure_socks_ds_proxy_enabled'],
      'Requests to data sources.',
    ),
  ]),
  ...from('middleware/request_metrics.go', [
    histogram(
      'grafana_http_request_duration_seconds',
      'seconds',
      ['handler', 'method', 'status_code'],
      'How long requests take.',
    ),
  ]),
];
