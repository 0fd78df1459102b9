/** cert-manager. Its monitor does not honour labels: the Certificate's own namespace is `exported_namespace`. */
import { counter, gauge, metricsOf } from './metric.ts';

const ISSUER = ['name', 'exported_namespace', 'issuer_name', 'issuer_kind', 'issuer_group'];

export const CERT_MANAGER = [
  ...metricsOf(
    {
      emitter: 'cert-manager',
      delivery: 'scraped',
      source: 'cert-manager/cert-manager:internal/collectors/certificate_collector.go',
      labels: ISSUER,
    },
    [
      gauge('certmanager_certificate_ready_status', 'bool', ['condition'], 'Whether a Certificate is ready.'),
      gauge('certmanager_certificate_expiration_timestamp_seconds', 'timestamp', [], 'When a certificate expires.'),
      gauge('certmanager_certificate_renewal_timestamp_seconds', 'timestamp', [], 'When it should be renewed.'),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'cert-manager',
      delivery: 'scraped',
      source: 'cert-manager/cert-manager:internal/collectors/issuer_collector.go',
      labels: ['name', 'condition'],
    },
    [
      gauge('certmanager_issuer_ready_status', 'bool', ['exported_namespace'], 'Whether an Issuer is ready.'),
      gauge('certmanager_clusterissuer_ready_status', 'bool', [], 'Whether a ClusterIssuer is ready.'),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'cert-manager',
      delivery: 'scraped',
      source: 'cert-manager/cert-manager:pkg/metrics/metrics.go',
      labels: ['controller'],
    },
    [
      counter('certmanager_controller_sync_call_count', 'count', [], 'Reconciliations.'),
      counter('certmanager_controller_sync_error_count', 'count', [], 'Reconciliations that failed.'),
    ],
  ),
];
