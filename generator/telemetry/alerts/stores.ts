/** The stores: whether they answer, whether replicas follow, whether they take what they are given. */

import { type Alert, alert } from '../alert.ts';
import { promql } from '../promql.ts';

export const POSTGRES_ALERTS: readonly Alert[] = [
  alert({
    name: 'PostgresDown',
    rules: [
      {
        severity: 'critical',
        expression: promql('sum by (cluster, environment) (cnpg_collector_up) == 0 or absent(cnpg_collector_up)'),
        for: '3m',
      },
    ],
    summary: 'PostgreSQL does not answer',
    description: 'No instance of the cluster postgres is up. Langfuse and Grafana cannot work without it.',
    dashboard: 'postgres',
    runbook: {
      meaning: 'Users, projects, prompts and dashboards are in PostgreSQL. While it is down nobody can sign in.',
      confirm: [
        {
          say: 'What CloudNativePG says:',
          command: 'kubectl -n lang-observatory describe clusters.postgresql.cnpg.io',
        },
        { say: 'The instances:', command: 'kubectl -n lang-observatory get pods -l cnpg.io/podRole=instance' },
        { say: 'The size of the write-ahead log:', query: promql('cnpg_collector_pg_wal{value="size"}') },
      ],
      mend: [
        'A full volume: raise `components.postgres.storage` (or `walStorage`); volumes grow while the instance is down.',
        'An instance that cannot start while another could: delete its pod and leave the choice of the primary to the operator.',
        'The operator itself is gone: `kubectl -n cnpg-system get deployment/cloudnative-pg`, and where there are backups `deployment/barman-cloud`, without which it does nothing.',
        'The data is lost: restore it from a backup, as in `PostgresBackupTooOld`.',
      ],
    },
  }),
  alert({
    name: 'PostgresReplicationLag',
    rules: [
      {
        severity: 'warning',
        expression: promql('cnpg_pg_replication_lag > 60 and cnpg_pg_replication_in_recovery == 1'),
        for: '10m',
      },
    ],
    summary: 'A replica of PostgreSQL is behind',
    description:
      '{{ $labels.pod }} is {{ $value | humanizeDuration }} behind the primary. A failover to it would lose that much.',
    dashboard: 'postgres',
    runbook: {
      meaning:
        'The replica receives or replays more slowly than the primary writes. Reads and the next failover are stale.',
      confirm: [
        { say: 'How many replicas stream:', query: promql('cnpg_pg_replication_streaming_replicas') },
        { say: 'What slots hold back:', query: promql('cnpg_pg_replication_slots_pg_wal_lsn_diff') },
      ],
      mend: [
        'Slow: its disk or processor is busy; compare the nodes of the instances.',
        'Hopelessly behind: delete the pod and its volume claim; CloudNativePG makes a new replica from the primary.',
      ],
    },
  }),
  alert({
    name: 'PostgresReplicaNotStreaming',
    rules: [
      {
        severity: 'warning',
        // The lag of a replica that is cut off is 0: it has replayed all that it received.
        expression: promql('cnpg_pg_replication_in_recovery == 1 unless cnpg_pg_replication_is_wal_receiver_up == 1'),
        for: '10m',
      },
    ],
    summary: 'A replica of PostgreSQL is cut off from the primary',
    description:
      '{{ $labels.pod }} receives nothing. A failover to it would lose what it missed, and the primary keeps all of that until its volume is full.',
    dashboard: 'postgres',
    runbook: {
      meaning:
        'There is one copy less than there should be. Its slot makes the primary keep the write-ahead log since it left.',
      confirm: [
        { say: 'What the primary keeps for it:', query: promql('cnpg_pg_replication_slots_pg_wal_lsn_diff') },
        { say: 'How large the log is:', query: promql('cnpg_collector_pg_wal{value="size"}') },
        {
          say: 'What it says:',
          command: 'kubectl -n lang-observatory logs -l cnpg.io/instanceRole=replica --tail=100',
        },
      ],
      mend: [
        '`kubectl -n lang-observatory describe clusters.postgresql.cnpg.io/postgres` (or the name in `components.postgres.name`) names the instance and the reason.',
        'It cannot reach the primary: a network policy of somebody else, or a node that is cut off.',
        'The primary does not have what it misses any more: delete the pod and its volume claim; CloudNativePG makes a new replica from the primary.',
      ],
    },
  }),
];

export const CLICKHOUSE_ALERTS: readonly Alert[] = [
  alert({
    name: 'ClickHouseDown',
    rules: [
      { severity: 'critical', expression: promql('absent(up{job="lang-observatory/clickhouse"} == 1)'), for: '3m' },
    ],
    summary: 'ClickHouse does not answer',
    description: 'Prometheus reaches no server of ClickHouse. Traces can be neither stored nor read.',
    dashboard: 'clickhouse',
    runbook: {
      meaning: 'Traces and scores are in ClickHouse. What comes in meanwhile waits in the queues of Langfuse.',
      confirm: [
        {
          say: 'What the operator says:',
          command: 'kubectl -n lang-observatory describe clickhouseclusters.clickhouse.com/clickhouse',
        },
        {
          say: 'The servers:',
          command: 'kubectl -n lang-observatory get pods -l clickhouse.com/role=clickhouse-server',
        },
        {
          say: 'The keepers, without which tables are read-only:',
          command: 'kubectl -n lang-observatory get pods -l clickhouse.com/role=clickhouse-keeper',
        },
      ],
      mend: [
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
      confirm: [
        {
          say: 'Calls to Keeper that failed:',
          query: promql('rate(ClickHouseProfileEvents_ZooKeeperHardwareExceptions[5m])'),
        },
        { say: 'The keepers:', command: 'kubectl -n lang-observatory get keeperclusters.clickhouse.com/clickhouse' },
      ],
      mend: [
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
      confirm: [
        { say: 'Length of the queue:', query: promql('ClickHouseAsyncMetrics_ReplicasMaxQueueSize') },
        { say: 'Fetches that fail:', query: promql('rate(ClickHouseProfileEvents_ReplicatedPartFailedFetches[5m])') },
      ],
      mend: [
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
      confirm: [
        { say: 'Parts in the worst partition:', query: promql('max(ClickHouseAsyncMetrics_MaxPartCountForPartition)') },
        { say: 'Merges at work:', query: promql('ClickHouseMetrics_Merge') },
      ],
      mend: [
        'Give ClickHouse more processor and disk throughput; merges need both.',
        'A disk that is nearly full stops merges: see `StoreNearFull`.',
      ],
    },
  }),
];

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
      confirm: [
        { say: 'The servers:', command: 'kubectl -n lang-observatory get pods -l app.kubernetes.io/name=valkey' },
        {
          say: 'What the primary said last:',
          command: 'kubectl -n lang-observatory logs statefulset/valkey --tail=100',
        },
      ],
      mend: [
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
      confirm: [
        { say: 'What waits in the queues:', query: promql('max by (key) (redis_key_size)') },
        { say: 'Keys in all:', query: promql('sum by (db) (redis_db_keys)') },
      ],
      mend: [
        'Queues that grow: mend the worker first (see `IngestionQueueGrowing`).',
        'Otherwise raise `components.valkey.resources`; the limit of memory follows from it.',
      ],
    },
  }),
];

export const OBJECT_STORE_ALERTS: readonly Alert[] = [
  alert({
    name: 'ObjectStoreDown',
    rules: [{ severity: 'critical', expression: promql('absent(up{job="object-store-s3"} == 1)'), for: '3m' }],
    summary: 'The object store does not answer',
    description: 'Prometheus reaches no S3 gateway of the object store. Langfuse cannot take in events.',
    dashboard: 'langfuse',
    runbook: {
      meaning:
        'Langfuse writes every event to the object store before it queues it. Ingestion answers with errors, and the collector keeps traces back.',
      confirm: [
        { say: 'The gateways:', command: 'kubectl -n lang-observatory get deployment/object-store-s3' },
        { say: 'The filer that they need:', command: 'kubectl -n lang-observatory get statefulset/object-store-filer' },
      ],
      mend: [
        'Start with the masters, then volumes, filer and gateways: each needs the one before it.',
        'A full volume server: raise `components.object-store.volume.storage` or `replicas`.',
      ],
    },
  }),
  alert({
    name: 'ObjectStoreCopiesMissing',
    rules: [
      {
        severity: 'warning',
        expression: promql('sum by (cluster, environment) (SeaweedFS_master_replica_placement_mismatch) > 0'),
        for: '1h',
      },
    ],
    summary: 'The object store has one copy of what should have two',
    description: '{{ $value }} volumes have fewer copies than they should, and no more are made.',
    dashboard: 'langfuse',
    runbook: {
      meaning:
        'A volume server is gone, or has lost its volume. Everything can still be read; what is on the server that is left is lost with it. The masters copy such volumes to a server that has room every 17 minutes, so an hour is long enough for it.',
      confirm: [
        {
          say: 'Which volumes lack a copy:',
          query: promql('SeaweedFS_master_replica_placement_mismatch == 1'),
        },
        {
          say: 'How many volumes each server holds; one that was made anew begins with none:',
          query: promql('sum by (pod) (SeaweedFS_volumeServer_volumes)'),
        },
        {
          say: 'The volume servers, and why one does not run:',
          command: 'kubectl -n lang-observatory describe statefulset/object-store-volume',
        },
        {
          say: 'What the masters said about copying:',
          command:
            "kubectl -n lang-observatory logs -l app.kubernetes.io/instance=object-store,app.kubernetes.io/component=master --tail=2000 | grep -E 'executing|replicated|error|no progress'",
        },
      ],
      mend: [
        'A volume server does not run: mend that first. With two servers there is no third to copy to.',
        'Its volume claim or node is gone for good: `kubectl -n lang-observatory delete pod,pvc` of that server; the StatefulSet makes both anew, empty, and the next round fills it.',
        '"no progress made": no server has room for another volume. Raise `components.object-store.volume.replicas`, or see `StoreNearFull`.',
        'To start a round at once: `kubectl -n lang-observatory exec -it statefulset/object-store-master -- weed shell`, then `lock`, `volume.fix.replication -apply`, `unlock`.',
      ],
    },
  }),
];
