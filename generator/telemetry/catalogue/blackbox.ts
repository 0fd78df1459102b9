/** blackbox_exporter: what somebody outside sees. The Probe's target is the label `instance`, its job the label `job`. */
import { gauge, metricsOf } from './metric.ts';

export const BLACKBOX = metricsOf(
  { emitter: 'blackbox', delivery: 'scraped', source: 'prometheus/blackbox_exporter:prober' },
  [
    gauge('probe_success', 'bool', [], 'Whether the probe succeeded.'),
    gauge('probe_duration_seconds', 'seconds', [], 'How long the probe took.'),
    gauge('probe_http_status_code', 'count', [], 'Status of the last answer.'),
    gauge(
      'probe_http_duration_seconds',
      'seconds',
      ['phase'],
      'Time by phase: resolve, connect, tls, processing, transfer.',
    ),
    gauge('probe_http_ssl', 'bool', [], 'Whether the last answer came over TLS.'),
    gauge('probe_ssl_earliest_cert_expiry', 'timestamp', [], 'When the first certificate of the chain expires.'),
    gauge('probe_failed_due_to_regex', 'bool', [], 'Whether the body was not what it should be.'),
  ],
);
