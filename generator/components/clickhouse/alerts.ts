/** Whether ClickHouse answers, whether its replicas follow, and whether it takes inserts. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { clickhouse } from './handle.ts';

export const CLICKHOUSE_ALERTS: readonly Alert[] = [
  alert({
    name: 'ClickHouseDown',
    rules: [
      { severity: 'critical', expression: promql(`absent(up{job="${clickhouse.probes.server}"} == 1)`), for: '3m' },
    ],
    summary: 'ClickHouse does not answer',
    description: 'Prometheus reaches no server of ClickHouse. Traces can be neither stored nor read.',
    dashboard: 'clickhouse',
    runbook: {
      meaning: 'Traces and scores are in ClickHouse. What comes in meanwhile waits in the queues of Langfuse.',
      diagnosis: [
        {
          caption: 'What the operator says:',
          command: 'kubectl -n lang-observatory describe clickhouseclusters.clickhouse.com/clickhouse',
        },
        {
          caption: 'The servers:',
          command: 'kubectl -n lang-observatory get pods -l clickhouse.com/role=clickhouse-server',
        },
        {
          caption: 'The keepers, without which tables are read-only:',
          command: 'kubectl -n lang-observatory get pods -l clickhouse.com/role=clickhouse-keeper',
        },
      ],
      mitigation: [
        '`OOMKilled`: raise `components.clickhouse.resources`.',
        'A full volume: raise `components.clickhouse.storage`.',
      ],
    },
  }),
  alert({
    name: 'ClickHouseReplicaReadOnly',
    rules: [{ severity: 'critical', expression: promql('ClickHouseMetrics_ReadonlyReplica > 0'), for: '5m' }],
    summary: 'Tables of ClickHouse cannot be written',
    description: '{{ $value }} tables on {{ $labels.pod }} are read-only: the server has lost Keeper.',
    dashboard: 'clickhouse',
    runbook: {
      meaning: 'Replicated tables take no inserts without Keeper. Langfuse keeps its events in the queue.',
      diagnosis: [
        {
          caption: 'Calls to Keeper that failed:',
          query: promql('rate(ClickHouseProfileEvents_ZooKeeperHardwareExceptions[5m])'),
        },
        {
          caption: 'The keepers:',
          command: 'kubectl -n lang-observatory get keeperclusters.clickhouse.com/clickhouse',
        },
      ],
      mitigation: [
        'Bring Keeper back to a majority: two of three pods must be ready. Tables become writable by themselves.',
        'If Keeper lost its data, run `SYSTEM RESTORE REPLICA` for each table that stays read-only.',
      ],
    },
  }),
  alert({
    name: 'ClickHouseReplicationLag',
    rules: [
      { severity: 'warning', expression: promql('ClickHouseAsyncMetrics_ReplicasMaxAbsoluteDelay > 300'), for: '10m' },
    ],
    summary: 'A replica of ClickHouse is behind',
    description:
      'Tables on {{ $labels.pod }} are {{ $value | humanizeDuration }} behind. Queries that it answers show old data.',
    dashboard: 'clickhouse',
    runbook: {
      meaning: 'The replica fetches parts more slowly than they are made, or cannot fetch some.',
      diagnosis: [
        { caption: 'Length of the queue:', query: promql('ClickHouseAsyncMetrics_ReplicasMaxQueueSize') },
        {
          caption: 'Fetches that fail:',
          query: promql('rate(ClickHouseProfileEvents_ReplicatedPartFailedFetches[5m])'),
        },
      ],
      mitigation: [
        'Fetches that fail: the network between the servers, or a full disk on one of them.',
        'A long queue that gets shorter needs only time; one that grows needs more processor (`components.clickhouse.resources`).',
      ],
    },
  }),
  alert({
    name: 'ClickHouseInsertsRejected',
    rules: [
      { severity: 'critical', expression: promql('rate(ClickHouseProfileEvents_RejectedInserts[5m]) > 0'), for: '5m' },
    ],
    summary: 'ClickHouse refuses inserts',
    description:
      '{{ $labels.pod }} refuses {{ $value | humanize }} inserts a second, because a partition has too many parts.',
    dashboard: 'clickhouse',
    runbook: {
      meaning: 'Merges do not keep up with many small inserts. Langfuse tries again, and its queue grows.',
      diagnosis: [
        {
          caption: 'Parts in the worst partition:',
          query: promql('max(ClickHouseAsyncMetrics_MaxPartCountForPartition)'),
        },
        { caption: 'Merges at work:', query: promql('ClickHouseMetrics_Merge') },
      ],
      mitigation: [
        'Give ClickHouse more processor and disk throughput; merges need both.',
        'A disk that is nearly full stops merges: see `StoreNearFull`.',
      ],
    },
  }),
];
