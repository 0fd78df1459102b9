/** PostgreSQL under CloudNativePG. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { perSecond, share } from '../../telemetry/grafana/expressions.ts';
import { stat, states, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { inPods, podPanels, podVariables } from '../../telemetry/grafana/stack.ts';
import { BLUE, GREEN, UP, words } from '../../telemetry/grafana/style.ts';

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
    description: 'The transactional databases of Langfuse and Grafana.',
    tags: ['store'],
    variables: podVariables('cnpg_collector_up'),
    rows: [
      row(
        'Now',
        stat({
          title: 'Servers',
          description: 'Whether all chosen servers answer.',
          unit: 'short',
          ...UP,
          queries: [query(`min(cnpg_collector_up{${inPods()}})`, 'servers')],
        }),
        stat({
          title: 'Replicas that stream',
          description: 'Replicas connected to the primary: one less than there are servers.',
          unit: 'short',
          queries: [query(`max(cnpg_pg_replication_streaming_replicas{${inPods()}})`, 'replicas')],
        }),
        stat({
          title: 'Replication lag',
          description:
            'How far the slowest replica is behind. One that is cut off shows none: see Replicas that stream.',
          unit: 's',
          limits: { warn: 30, bad: 300 },
          queries: [query(`max(cnpg_pg_replication_lag{${inPods()}})`, 'lag')],
        }),
        stat({
          title: 'Connections',
          description: 'Share of max_connections in use on the fullest server.',
          unit: 'percentunit',
          limits: { warn: 0.7, bad: 0.9 },
          queries: [query(`max(${CONNECTIONS} / ${MOST_CONNECTIONS})`, 'used')],
        }),
        stat({
          title: 'Last backup',
          description: 'Time since the last backup from which one can restore.',
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
          description: 'Segments of the write-ahead log that wait to be archived: many fill the volume.',
          unit: 'short',
          limits: { warn: 10, bad: 50 },
          queries: [query(`max(cnpg_collector_pg_wal_archive_status{${inPods('value="ready"')}})`, 'ready')],
        }),
      ),
      row(
        'Work',
        timeSeries({
          title: 'Transactions',
          description: 'Per second and database, committed and rolled back.',
          unit: 'ops',
          queries: [
            query(transactions('commit'), '{{datname}}'),
            query(transactions('rollback'), '{{datname}} rolled back'),
          ],
          width: 8,
        }),
        timeSeries({
          title: 'Connections by state',
          description: 'Connections; idle in transaction ones hold locks and keep old rows from being cleaned up.',
          unit: 'short',
          stacked: true,
          queries: [query(`sum by (state) (cnpg_backends_total{${inPods()}})`, '{{state}}')],
          width: 8,
        }),
        timeSeries({
          title: 'Found in memory',
          description:
            'Share of blocks that did not have to be read from disk. Below 0.95 for long: more memory would help.',
          unit: 'percentunit',
          max: 1,
          queries: [query(share(blocks('hit'), `(${blocks('hit')} + ${blocks('read')})`), 'found')],
          width: 8,
        }),
        timeSeries({
          title: 'Rows',
          description: 'Rows per second by what was done with them.',
          unit: 'cps',
          queries: (['inserted', 'updated', 'deleted', 'fetched'] as const).map((what) =>
            query(perSecond(`cnpg_pg_stat_database_tup_${what}`, DATABASES), what),
          ),
          width: 8,
        }),
        timeSeries({
          title: 'Waiting and deadlocks',
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
          description: 'By database.',
          unit: 's',
          queries: [query(`max by (datname) (cnpg_backends_max_tx_duration_seconds{${DATABASES}})`, '{{datname}}')],
          width: 8,
        }),
      ),
      row(
        'Replication and archive',
        timeSeries({
          title: 'Replication lag by server',
          description: 'How far each replica is behind what it received.',
          unit: 's',
          queries: [query(`max by (pod) (cnpg_pg_replication_lag{${inPods()}})`, '{{pod}}')],
          width: 6,
        }),
        timeSeries({
          title: 'Kept for replicas',
          description: 'What the primary keeps of the write-ahead log for each replica. It grows while one is cut off.',
          unit: 'bytes',
          queries: [
            query(`max by (slot_name) (cnpg_pg_replication_slots_pg_wal_lsn_diff{${inPods()}})`, '{{slot_name}}'),
          ],
          width: 6,
        }),
        timeSeries({
          title: 'Archiving',
          description: 'Segments per second that were archived, and whose archiving failed.',
          unit: 'cps',
          queries: [
            query(perSecond('cnpg_pg_stat_archiver_archived_count', inPods()), 'archived'),
            query(perSecond('cnpg_pg_stat_archiver_failed_count', inPods()), 'failed'),
          ],
          width: 6,
        }),
        states({
          title: 'Roles',
          description: 'Which server is the primary and which replicas.',
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
          title: 'Age of transactions',
          description:
            'Transactions since the oldest that is not frozen. PostgreSQL stops writing at two thousand million.',
          unit: 'short',
          limits: { warn: 500_000_000, bad: 1_500_000_000 },
          queries: [query(`max by (datname) (cnpg_pg_database_xid_age{${DATABASES}})`, '{{datname}}')],
        }),
      ),
      row('Pods', ...podPanels('postgres-.*')),
    ],
  });
