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
    summary: 'ClickHouse is down',
    description: 'Prometheus cannot scrape any ClickHouse server. Traces cannot be stored or read.',
    dashboard: 'clickhouse',
    runbook: {
      meaning:
        'Langfuse stores traces and scores in ClickHouse. New events wait in the queues of Langfuse until ClickHouse is back.',
      diagnosis: [
        {
          caption: 'Status and events of the ClickHouse cluster:',
          command: 'kubectl -n lang-observatory describe clickhouseclusters.clickhouse.com/clickhouse',
        },
        {
          caption: 'Server pods:',
          command: 'kubectl -n lang-observatory get pods -l clickhouse.com/role=clickhouse-server',
        },
        {
          caption: 'Keeper pods (without Keeper, tables are read-only):',
          command: 'kubectl -n lang-observatory get pods -l clickhouse.com/role=clickhouse-keeper',
        },
      ],
      mitigation: [
        'Pods were `OOMKilled`: increase `components.clickhouse.resources`.',
        'A volume is full: increase `components.clickhouse.storage`.',
      ],
    },
  }),
  alert({
    name: 'ClickHouseReplicaReadOnly',
    rules: [{ severity: 'critical', expression: promql('ClickHouseMetrics_ReadonlyReplica > 0'), for: '5m' }],
    summary: 'ClickHouse tables are read-only',
    description:
      '{{ $value }} tables on {{ $labels.pod }} are read-only because the server lost its connection to Keeper.',
    dashboard: 'clickhouse',
    runbook: {
      meaning: 'Replicated tables reject inserts while Keeper is unavailable. Langfuse keeps the events in its queue.',
      diagnosis: [
        {
          caption: 'Failed requests to Keeper:',
          query: promql('rate(ClickHouseProfileEvents_ZooKeeperHardwareExceptions[5m])'),
        },
        {
          caption: 'Status of Keeper:',
          command: 'kubectl -n lang-observatory get keeperclusters.clickhouse.com/clickhouse',
        },
      ],
      mitigation: [
        'Restore the quorum of Keeper: two of three pods must be ready. The tables then become writable without further action.',
        'If Keeper lost its data, run `SYSTEM RESTORE REPLICA` for each table that is still read-only.',
      ],
    },
  }),
  alert({
    name: 'ClickHouseReplicationLag',
    rules: [
      { severity: 'warning', expression: promql('ClickHouseAsyncMetrics_ReplicasMaxAbsoluteDelay > 300'), for: '10m' },
    ],
    summary: 'A ClickHouse replica is behind',
    description:
      'Tables on {{ $labels.pod }} are {{ $value | humanizeDuration }} behind. Queries to this replica return old data.',
    dashboard: 'clickhouse',
    runbook: {
      meaning: 'The replica fetches parts more slowly than the other replicas create them, or some fetches fail.',
      diagnosis: [
        { caption: 'Length of the replication queue:', query: promql('ClickHouseAsyncMetrics_ReplicasMaxQueueSize') },
        {
          caption: 'Failed fetches:',
          query: promql('rate(ClickHouseProfileEvents_ReplicatedPartFailedFetches[5m])'),
        },
      ],
      mitigation: [
        'Fetches fail: check the network between the servers, and whether a disk is full.',
        'The queue is long but gets shorter: wait. The queue grows: give ClickHouse more CPU (`components.clickhouse.resources`).',
      ],
    },
  }),
  alert({
    name: 'ClickHouseInsertsRejected',
    rules: [
      { severity: 'critical', expression: promql('rate(ClickHouseProfileEvents_RejectedInserts[5m]) > 0'), for: '5m' },
    ],
    summary: 'ClickHouse rejects inserts',
    description:
      '{{ $labels.pod }} rejects {{ $value | humanize }} inserts per second because a partition has too many parts.',
    dashboard: 'clickhouse',
    runbook: {
      meaning: 'Background merges cannot keep up with the inserts. Langfuse retries, and its queue grows.',
      diagnosis: [
        {
          caption: 'Highest number of parts in a partition:',
          query: promql('max(ClickHouseAsyncMetrics_MaxPartCountForPartition)'),
        },
        { caption: 'Running merges:', query: promql('ClickHouseMetrics_Merge') },
      ],
      mitigation: [
        'Give ClickHouse more CPU and disk throughput; merges need both.',
        'Merges stop when the disk is nearly full: see [StoreNearFull].',
      ],
    },
  }),
];
