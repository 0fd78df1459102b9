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
    summary: 'PostgreSQL does not answer',
    description: 'No instance of the cluster postgres is up. Langfuse and Grafana cannot work without it.',
    dashboard: 'postgres',
    runbook: {
      meaning: 'Users, projects, prompts and dashboards are in PostgreSQL. While it is down nobody can sign in.',
      diagnosis: [
        {
          caption: 'What CloudNativePG says:',
          command: 'kubectl -n lang-observatory describe clusters.postgresql.cnpg.io',
        },
        { caption: 'The instances:', command: 'kubectl -n lang-observatory get pods -l cnpg.io/podRole=instance' },
        { caption: 'The size of the write-ahead log:', query: promql('cnpg_collector_pg_wal{value="size"}') },
      ],
      mitigation: [
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
      diagnosis: [
        { caption: 'How many replicas stream:', query: promql('cnpg_pg_replication_streaming_replicas') },
        { caption: 'What slots hold back:', query: promql('cnpg_pg_replication_slots_pg_wal_lsn_diff') },
      ],
      mitigation: [
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
      diagnosis: [
        { caption: 'What the primary keeps for it:', query: promql('cnpg_pg_replication_slots_pg_wal_lsn_diff') },
        { caption: 'How large the log is:', query: promql('cnpg_collector_pg_wal{value="size"}') },
        {
          caption: 'What it says:',
          command: 'kubectl -n lang-observatory logs -l cnpg.io/instanceRole=replica --tail=100',
        },
      ],
      mitigation: [
        '`kubectl -n lang-observatory describe clusters.postgresql.cnpg.io/postgres` (or the name in `components.postgres.name`) names the instance and the reason.',
        'It cannot reach the primary: a network policy of somebody else, or a node that is cut off.',
        'The primary does not have what it misses any more: delete the pod and its volume claim; CloudNativePG makes a new replica from the primary.',
      ],
    },
  }),
];
