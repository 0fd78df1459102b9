/** Whether Valkey answers, and how much memory it has left. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';

export const VALKEY_ALERTS: readonly Alert[] = [
  alert({
    name: 'ValkeyDown',
    rules: [
      {
        severity: 'critical',
        expression: promql('sum by (cluster, environment) (redis_up) == 0 or absent(redis_up)'),
        for: '3m',
      },
    ],
    summary: 'Valkey does not answer',
    description: 'No server of Valkey is up. Langfuse can neither queue new traces nor work on old ones.',
    dashboard: 'valkey',
    runbook: {
      meaning:
        'The queues and the cache of Langfuse are in Valkey. Ingestion answers with errors, and the collector keeps traces back.',
      diagnosis: [
        { caption: 'The servers:', command: 'kubectl -n lang-observatory get pods -l app.kubernetes.io/name=valkey' },
        {
          caption: 'What the primary said last:',
          command: 'kubectl -n lang-observatory logs statefulset/valkey --tail=100',
        },
      ],
      mitigation: [
        'There is no automatic failover: the primary is the pod with number 0 and must come back. `kubectl -n lang-observatory describe statefulset/valkey` tells what keeps it.',
        'A full volume stops it from starting: raise `components.valkey.storage`.',
      ],
    },
  }),
  alert({
    name: 'ValkeyMemoryNearFull',
    rules: [
      {
        severity: 'critical',
        expression: promql('redis_memory_used_bytes / (redis_memory_max_bytes > 0) > 0.95'),
        for: '5m',
      },
      {
        severity: 'warning',
        expression: promql('redis_memory_used_bytes / (redis_memory_max_bytes > 0) > 0.8'),
        for: '10m',
      },
    ],
    summary: 'Valkey is running out of memory',
    description:
      '{{ $labels.pod }} uses {{ $value | humanizePercentage }} of its memory. When it is full, writes fail: nothing is evicted, because queues are data.',
    dashboard: 'valkey',
    runbook: {
      meaning: 'Queues that grow fill Valkey. Ingestion fails when it is full.',
      diagnosis: [
        { caption: 'What waits in the queues:', query: promql('max by (key) (redis_key_size)') },
        { caption: 'Keys in all:', query: promql('sum by (db) (redis_db_keys)') },
      ],
      mitigation: [
        'Queues that grow: mend the worker first (see `IngestionQueueGrowing`).',
        'Otherwise raise `components.valkey.resources`; the limit of memory follows from it.',
      ],
    },
  }),
];
