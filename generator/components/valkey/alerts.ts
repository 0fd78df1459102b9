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
    summary: 'Valkey is down',
    description: 'No Valkey server is up. Langfuse cannot queue new traces or process queued ones.',
    dashboard: 'valkey',
    runbook: {
      meaning:
        'Valkey stores the queues and the cache of Langfuse. The ingestion API of Langfuse returns errors, and the collector queues traces and retries.',
      diagnosis: [
        { caption: 'Server pods:', command: 'kubectl -n lang-observatory get pods -l app.kubernetes.io/name=valkey' },
        {
          caption: 'Recent logs of the primary:',
          command: 'kubectl -n lang-observatory logs statefulset/valkey --tail=100',
        },
      ],
      mitigation: [
        'There is no automatic failover: the primary is the pod with ordinal 0 and must become ready again. Find the reason with `kubectl -n lang-observatory describe statefulset/valkey`.',
        'Valkey does not start when its volume is full: see [StoreNearFull].',
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
      '{{ $labels.pod }} uses {{ $value | humanizePercentage }} of its memory. When its memory is full, writes fail. No keys are evicted, because the queues contain accepted events.',
    dashboard: 'valkey',
    runbook: {
      meaning: 'Growing queues fill the memory of Valkey. Ingestion fails when it is full.',
      diagnosis: [
        { caption: 'Length of each queue:', query: promql('max by (key) (redis_key_size)') },
        { caption: 'Number of keys:', query: promql('sum by (db) (redis_db_keys)') },
      ],
      mitigation: [
        'The queues grow: fix the worker first, see [IngestionQueueGrowing].',
        'Otherwise increase `components.valkey.resources`; `maxmemory` is derived from the memory limit.',
      ],
    },
  }),
];
