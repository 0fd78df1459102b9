/** PostgreSQL, managed by CloudNativePG. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { perSecond, share } from '../../telemetry/grafana/expressions.ts';
import { stat, states, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { inPods, podPanels, podVariables } from '../../telemetry/grafana/stack.ts';
import { BLUE, GREEN, UP, words } from '../../telemetry/grafana/style.ts';
import { drillPanels } from '../restore-drill-panels.ts';
import { DRILL } from './drill.ts';
import { poolerPanels } from './pooler-panels.ts';

const DATABASES = inPods('datname!~"template.*|postgres|"');
const CONNECTIONS = `sum by (pod) (cnpg_backends_total{${inPods()}})`;
const MOST_CONNECTIONS = `max by (pod) (cnpg_pg_settings_setting{${inPods('name="max_connections"')}})`;

const transactions = (what: 'commit' | 'rollback'): string =>
  perSecond(`cnpg_pg_stat_database_xact_${what}`, DATABASES, 'datname');
const blocks = (what: 'hit' | 'read'): string => perSecond(`cnpg_pg_stat_database_blks_${what}`, DATABASES);

export const postgresDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'postgres',
    title: 'PostgreSQL',
    description: 'The databases of Langfuse and Grafana.',
    tags: ['store'],
    variables: podVariables('cnpg_collector_up'),
    rows: [
      row(
        'Now',
        stat({
          title: 'Servers',
          description: 'Whether all selected servers are up.',
          unit: 'short',
          ...UP,
          queries: [query(`min(cnpg_collector_up{${inPods()}})`, 'servers')],
        }),
        stat({
          title: 'Streaming replicas',
          description: 'Replicas that are connected to the primary. Should be one less than the number of servers.',
          unit: 'short',
          queries: [query(`max(cnpg_pg_replication_streaming_replicas{${inPods()}})`, 'replicas')],
        }),
        stat({
          title: 'Replication lag',
          description: 'Lag of the slowest replica. A disconnected replica has no lag: see Streaming replicas.',
          unit: 's',
          limits: { warn: 30, bad: 300 },
          queries: [query(`max(cnpg_pg_replication_lag{${inPods()}})`, 'lag')],
        }),
        stat({
          title: 'Connections',
          description: 'Used share of max_connections, on the server with the most connections.',
          unit: 'percentunit',
          limits: { warn: 0.7, bad: 0.9 },
          queries: [query(`max(${CONNECTIONS} / ${MOST_CONNECTIONS})`, 'used')],
        }),
        stat({
          title: 'Last backup',
          description: 'Time since the last completed backup.',
          unit: 's',
          limits: { warn: 93_600, bad: 180_000 },
          queries: [
            query(
              `time() - max(barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{${inPods()}} > 0)`,
              'ago',
            ),
          ],
          empty: 'no backups',
        }),
        stat({
          title: 'Segments to archive',
          description: 'Segments of the write-ahead log that are not archived yet. They fill the volume.',
          unit: 'short',
          limits: { warn: 10, bad: 50 },
          queries: [query(`max(cnpg_collector_pg_wal_archive_status{${inPods('value="ready"')}})`, 'ready')],
        }),
      ),
      row(
        'Activity',
        timeSeries({
          title: 'Transactions',
          description: 'Committed and rolled back transactions per second, by database.',
          unit: 'ops',
          queries: [
            query(transactions('commit'), '{{datname}}'),
            query(transactions('rollback'), '{{datname}} rolled back'),
          ],
          width: 8,
        }),
        timeSeries({
          title: 'Connections by state',
          description:
            'Number of connections. Connections that are idle in transaction hold locks and block the cleanup of old rows.',
          unit: 'short',
          stacked: true,
          queries: [query(`sum by (state) (cnpg_backends_total{${inPods()}})`, '{{state}}')],
          width: 8,
        }),
        timeSeries({
          title: 'Cache hit ratio',
          description:
            'Share of blocks that were read from memory instead of disk. If it stays below 95 %, increase the memory.',
          unit: 'percentunit',
          max: 1,
          queries: [query(share(blocks('hit'), `(${blocks('hit')} + ${blocks('read')})`), 'hits')],
          width: 8,
        }),
        timeSeries({
          title: 'Rows written',
          description: 'Rows per second, by operation.',
          unit: 'cps',
          queries: (['inserted', 'updated', 'deleted'] as const).map((what) =>
            query(perSecond(`cnpg_pg_stat_database_tup_${what}`, DATABASES), what),
          ),
          width: 8,
        }),
        timeSeries({
          title: 'Locks',
          description: 'Connections that wait for a lock, and deadlocks per second.',
          unit: 'short',
          queries: [
            query(`sum(cnpg_backends_waiting_total{${inPods()}})`, 'waiting'),
            query(perSecond('cnpg_pg_stat_database_deadlocks', DATABASES), 'deadlocks'),
          ],
          width: 8,
        }),
        timeSeries({
          title: 'Longest transaction',
          description: 'Duration of the longest running transaction, by database.',
          unit: 's',
          queries: [query(`max by (datname) (cnpg_backends_max_tx_duration_seconds{${DATABASES}})`, '{{datname}}')],
          width: 8,
        }),
      ),
      row(
        'Replication and archive',
        timeSeries({
          title: 'Replication lag by server',
          description: 'Lag of each replica.',
          unit: 's',
          queries: [query(`max by (pod) (cnpg_pg_replication_lag{${inPods()}})`, '{{pod}}')],
          width: 6,
        }),
        timeSeries({
          title: 'Retained write-ahead log',
          description:
            'Write-ahead log that the primary retains for each replica. It grows while a replica is disconnected.',
          unit: 'bytes',
          queries: [
            query(`max by (slot_name) (cnpg_pg_replication_slots_pg_wal_lsn_diff{${inPods()}})`, '{{slot_name}}'),
          ],
          width: 6,
        }),
        timeSeries({
          title: 'Archiving',
          description: 'Archived segments and failed attempts per second.',
          unit: 'cps',
          queries: [
            query(perSecond('cnpg_pg_stat_archiver_archived_count', inPods()), 'archived'),
            query(perSecond('cnpg_pg_stat_archiver_failed_count', inPods()), 'failed'),
          ],
          width: 6,
        }),
        states({
          title: 'Roles',
          description: 'Whether each server is the primary or a replica.',
          unit: 'short',
          words: words({ '0': ['primary', BLUE], '1': ['replica', GREEN] }),
          queries: [query(`max by (pod) (cnpg_pg_replication_in_recovery{${inPods()}})`, '{{pod}}')],
          width: 6,
          height: 8,
        }),
      ),
      row(
        'Size',
        timeSeries({
          title: 'Databases',
          description: 'Size of each database.',
          unit: 'bytes',
          queries: [query(`max by (datname) (cnpg_pg_database_size_bytes{${DATABASES}})`, '{{datname}}')],
        }),
        timeSeries({
          title: 'Transaction ID age',
          description:
            'Age of the oldest transaction ID that is not frozen. PostgreSQL stops accepting writes at about two billion.',
          unit: 'short',
          limits: { warn: 500_000_000, bad: 1_500_000_000 },
          queries: [query(`max by (datname) (cnpg_pg_database_xid_age{${DATABASES}})`, '{{datname}}')],
        }),
      ),
      row('Pooler', ...poolerPanels()),
      row('Restore drill', ...drillPanels(DRILL)),
      row('Pods', ...podPanels('postgres-.*')),
    ],
  });
