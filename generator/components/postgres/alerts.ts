/** Whether PostgreSQL answers, and whether its replicas follow. Backups: `backup-alerts.ts`. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';

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
    summary: 'PostgreSQL is down',
    description: 'No PostgreSQL instance is up. Langfuse and Grafana do not work without it.',
    dashboard: 'postgres',
    runbook: {
      meaning:
        'PostgreSQL stores users, projects, prompts and dashboards. Nobody can sign in to Langfuse or Grafana while it is down.',
      diagnosis: [
        {
          caption: 'Status and events of the Cluster:',
          command: 'kubectl -n lang-observatory describe clusters.postgresql.cnpg.io',
        },
        { caption: 'Instance pods:', command: 'kubectl -n lang-observatory get pods -l cnpg.io/podRole=instance' },
        { caption: 'Size of the write-ahead log:', query: promql('cnpg_collector_pg_wal{value="size"}') },
      ],
      mitigation: [
        'A volume is full: increase `components.postgres.storage` (or `walStorage`). Volumes can grow while the instance is down.',
        'One instance cannot start, but another could: delete the pod of the failed instance. The operator then selects the primary.',
        'The operator is not running: check `kubectl -n cnpg-system get deployment/cloudnative-pg`. With backups, also check `kubectl -n cnpg-system get deployment/barman-cloud`: the operator does not reconcile the Cluster without this plugin.',
        'The data is lost: restore a backup, see [PostgresBackupTooOld].',
      ],
    },
  }),
  alert({
    name: 'PostgresReplicationLag',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          'cnpg_pg_replication_lag > 60 and cnpg_pg_replication_in_recovery == 1 unless cnpg_collector_replica_mode == 1',
        ),
        for: '10m',
      },
    ],
    summary: 'A PostgreSQL replica is behind',
    description:
      '{{ $labels.pod }} is {{ $value | humanizeDuration }} behind the primary. A failover to it would lose the transactions of that time.',
    dashboard: 'postgres',
    runbook: {
      meaning:
        'The replica receives or replays changes more slowly than the primary writes them. Reads from the replica are stale, and a failover to it loses data.',
      diagnosis: [
        { caption: 'Number of streaming replicas:', query: promql('cnpg_pg_replication_streaming_replicas') },
        {
          caption: 'Write-ahead log that replication slots retain, in bytes:',
          query: promql('cnpg_pg_replication_slots_pg_wal_lsn_diff'),
        },
      ],
      mitigation: [
        'The replica is slow: its disk or CPU is busy. Compare the nodes of the instances.',
        'The replica cannot catch up: delete its pod and PersistentVolumeClaim. CloudNativePG creates a new replica from the primary.',
      ],
    },
  }),
  alert({
    name: 'PostgresReplicaNotStreaming',
    rules: [
      {
        severity: 'warning',
        // The lag of a replica that is cut off is 0: it has replayed all that it received.
        // On a standby no instance is the primary, and one of them reads from the archive only.
        expression: promql(
          'cnpg_pg_replication_in_recovery == 1 unless cnpg_pg_replication_is_wal_receiver_up == 1 unless cnpg_collector_replica_mode == 1',
        ),
        for: '10m',
      },
    ],
    summary: 'A PostgreSQL replica does not receive changes from the primary',
    description:
      '{{ $labels.pod }} is not connected to the primary. A failover to it would lose data, and the primary retains the write-ahead log for it until its volume is full.',
    dashboard: 'postgres',
    runbook: {
      meaning:
        'One copy of the data is missing. The replication slot makes the primary retain the write-ahead log from the moment the replica disconnected.',
      diagnosis: [
        {
          caption: 'Write-ahead log that the primary retains for replicas, in bytes:',
          query: promql('cnpg_pg_replication_slots_pg_wal_lsn_diff'),
        },
        { caption: 'Size of the write-ahead log:', query: promql('cnpg_collector_pg_wal{value="size"}') },
        {
          caption: 'Recent logs of the replicas:',
          command: 'kubectl -n lang-observatory logs -l cnpg.io/instanceRole=replica --tail=100',
        },
      ],
      mitigation: [
        'Find the instance and the reason with `kubectl -n lang-observatory describe clusters.postgresql.cnpg.io/postgres` (or the name in `components.postgres.name`).',
        'The replica cannot reach the primary: check NetworkPolicies that are not part of this stack, and the network of the node.',
        'The primary no longer has the write-ahead log that the replica needs: delete the pod and PersistentVolumeClaim of the replica. CloudNativePG creates a new replica from the primary.',
      ],
    },
  }),
  alert({
    name: 'PostgresStandbyLag',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          'max by (cluster, environment) (cnpg_pg_replication_lag and cnpg_collector_replica_mode == 1) > 1800',
        ),
        for: '15m',
      },
    ],
    summary: 'The standby of PostgreSQL is behind its source',
    description:
      'The last transaction that the standby has replayed is {{ $value | humanizeDuration }} old. A promotion would lose what was written since.',
    dashboard: 'postgres',
    runbook: {
      meaning:
        'The standby replays the write-ahead log that its source archives, every five minutes at the latest. Either the source does not archive, or the standby does not replay, or there was no transaction at all.',
      diagnosis: [
        { caption: 'Age of the last transaction, by instance:', query: promql('cnpg_pg_replication_lag') },
        {
          caption: 'On the source: seconds since the last segment was archived:',
          query: promql('cnpg_pg_stat_archiver_seconds_since_last_archival'),
        },
        {
          caption: 'Errors in the log of the sidecar of the standby:',
          command:
            'kubectl -n lang-observatory logs -l cnpg.io/instanceRole=primary -c plugin-barman-cloud --tail=100 | grep -iE "error|fail"',
        },
      ],
      mitigation: [
        'The source does not archive: see [PostgresArchivingFailing] there. If the source is lost, promote the standby: set `spec.standby.promotedAt` in its `cluster.yaml`.',
        'The source was restored: its Cluster has another name, and archives elsewhere. Make the standby anew from there: give it another `components.postgres.name`, and delete the old Cluster.',
        'The log says that a segment cannot be found: retention has deleted it, because the standby was down for longer. Make it anew in the same way.',
        'The object store is down or denies access from the site of the standby: see [ObjectStoreDown].',
        'PostgreSQL pauses because a parameter is lower than on the source (`recovery has paused`): set `components.postgres.maxConnections` to the value of the source.',
      ],
    },
  }),
];
