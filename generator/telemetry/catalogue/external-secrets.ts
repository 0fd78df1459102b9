/** External Secrets Operator. Its monitor does not honour labels: the ExternalSecret's own namespace is `exported_namespace`. */
import { counter, gauge, metricsOf } from './metric.ts';

export const EXTERNAL_SECRETS = metricsOf(
  {
    emitter: 'external-secrets',
    delivery: 'scraped',
    source: 'external-secrets/external-secrets:docs/api/metrics.md',
  },
  [
    gauge(
      'externalsecret_status_condition',
      'bool',
      ['name', 'exported_namespace', 'condition', 'status'],
      'Condition of an ExternalSecret.',
    ),
    gauge(
      'externalsecret_reconcile_duration',
      'seconds',
      ['name', 'exported_namespace'],
      'How long the last reconciliation took.',
    ),
    counter('externalsecret_sync_calls_total', 'count', ['name', 'exported_namespace'], 'Synchronisations.'),
    counter(
      'externalsecret_sync_calls_error',
      'count',
      ['name', 'exported_namespace'],
      'Synchronisations that failed.',
    ),
    counter(
      'externalsecret_provider_api_calls_count',
      'count',
      ['provider', 'call', 'status'],
      "Calls of the store's API.",
    ),
    gauge(
      'clustersecretstore_status_condition',
      'bool',
      ['name', 'condition', 'status'],
      'Condition of a ClusterSecretStore.',
    ),
    gauge(
      'secretstore_status_condition',
      'bool',
      ['name', 'exported_namespace', 'condition', 'status'],
      'Condition of a SecretStore.',
    ),
  ],
);
