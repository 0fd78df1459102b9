import { type AlertCases, critical, warning } from './case.ts';

const RETENTION = '{cronjob="langfuse-retention"}';
const LAST_BACKUP = 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp';
const FAILED_BACKUP = 'barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp';

const BACKUP_JOB = '{cronjob="clickhouse-backup"}';
const RECENT_JOB = '{cronjob="clickhouse-backup-recent"}';
const RESTORE_JOB = '{cronjob="clickhouse-restore"}';
const LAST_RECENT = 'clickhouse_backup_last_success_timestamp_seconds{pod="a",kind="recent"}';
const LAST_FULL = 'clickhouse_backup_last_success_timestamp_seconds{pod="a",kind="full"}';
const LAST_INCREMENTAL = 'clickhouse_backup_last_success_timestamp_seconds{pod="a",kind="incremental"}';

export const STORE_CASES: Readonly<Record<string, AlertCases>> = {
  PostgresDown: {
    fires: [
      {
        when: 'no instance is up',
        series: { 'cnpg_collector_up{pod="postgres-1"}': '0x20' },
        at: '10m',
        severities: critical,
      },
      { when: 'no instance is there', series: {}, at: '10m', severities: critical },
    ],
    silent: [
      {
        when: 'one of two is up',
        series: { 'cnpg_collector_up{pod="postgres-1"}': '0x20', 'cnpg_collector_up{pod="postgres-2"}': '1x20' },
        at: '10m',
      },
    ],
  },
  PostgresReplicationLag: {
    fires: [
      {
        when: 'a replica is two minutes behind',
        series: {
          'cnpg_pg_replication_lag{pod="postgres-2"}': '120x20',
          'cnpg_pg_replication_in_recovery{pod="postgres-2"}': '1x20',
        },
        at: '15m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'the primary has nothing to follow',
        series: {
          'cnpg_pg_replication_lag{pod="postgres-1"}': '120x20',
          'cnpg_pg_replication_in_recovery{pod="postgres-1"}': '0x20',
        },
        at: '15m',
      },
      {
        when: 'a standby reads an archive, which has another alert',
        series: {
          'cnpg_pg_replication_lag{pod="postgres-1"}': '120x20',
          'cnpg_pg_replication_in_recovery{pod="postgres-1"}': '1x20',
          'cnpg_collector_replica_mode{pod="postgres-1"}': '1x20',
        },
        at: '15m',
      },
    ],
  },
  PostgresPoolerClientsWait: {
    fires: [
      {
        when: 'a client of one pod of the pooler has waited for a while',
        series: {
          'cnpg_pgbouncer_pools_maxwait{pod="pooler-1",database="langfuse",user="langfuse"}': '6x20',
          'cnpg_pgbouncer_pools_maxwait{pod="pooler-2",database="langfuse",user="langfuse"}': '0x20',
        },
        at: '10m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'clients wait now and then',
        series: {
          'cnpg_pgbouncer_pools_maxwait{pod="pooler-1",database="langfuse",user="langfuse"}': '6 0 9 0 6 0 9 0 6 0 9',
        },
        at: '10m',
      },
      { when: 'there is no pooler', series: { up: '1x20' }, at: '10m' },
    ],
  },
  PostgresBackupTooOld: {
    fires: [
      {
        when: 'the last backup is two days old',
        // Time begins at 0 in these tests: a backup of the first second, seen after two days.
        series: {
          up: '1x3000',
          [`${LAST_BACKUP}{pod="postgres-1"}`]: '1x3000',
          [`${LAST_BACKUP}{pod="postgres-2"}`]: '1x3000',
        },
        at: '2880m',
        severities: warning,
      },
      {
        when: 'there has never been one',
        series: { up: '1x3000', [`${LAST_BACKUP}{pod="postgres-1"}`]: '0x3000' },
        at: '2880m',
        severities: warning,
      },
      { when: 'no plugin says anything', series: { up: '1x100' }, at: '90m', severities: warning },
    ],
    silent: [
      {
        when: 'there was one a day ago, which one instance does not know yet',
        series: {
          up: '1x3000',
          [`${LAST_BACKUP}{pod="postgres-1"}`]: '1x1439 86400x1600',
          [`${LAST_BACKUP}{pod="postgres-2"}`]: '1x3000',
        },
        at: '2880m',
      },
      { when: 'the first one is still being made', series: { up: '1x100' }, at: '30m' },
    ],
  },
  LangfuseRetentionFailing: {
    fires: [
      {
        when: 'the last good run is three days old',
        series: {
          [`kube_cronjob_created${RETENTION}`]: '1x4500',
          [`kube_cronjob_status_last_successful_time${RETENTION}`]: '1x4500',
        },
        at: '4320m',
        severities: warning,
      },
      {
        when: 'there was never a good run, in three days',
        series: { [`kube_cronjob_created${RETENTION}`]: '1x4500' },
        at: '4320m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'one run failed, and that of the day before was good',
        series: {
          [`kube_cronjob_created${RETENTION}`]: '1x4500',
          [`kube_cronjob_status_last_successful_time${RETENTION}`]: '1x1440 86400x3000',
        },
        at: '4320m',
      },
      { when: 'there is no retention', series: { up: '1x4500' }, at: '4320m' },
    ],
  },
  PostgresBackupFailing: {
    fires: [
      {
        when: 'the last one failed after a good one',
        series: { [`${LAST_BACKUP}{pod="postgres-1"}`]: '60x60', [`${FAILED_BACKUP}{pod="postgres-1"}`]: '120x60' },
        at: '30m',
        severities: warning,
      },
      {
        when: 'the first one failed, which another instance does not know',
        series: {
          [`${LAST_BACKUP}{pod="postgres-1"}`]: '0x60',
          [`${FAILED_BACKUP}{pod="postgres-1"}`]: '120x60',
          [`${FAILED_BACKUP}{pod="postgres-2"}`]: '0x60',
        },
        at: '30m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'there was a good one after it',
        series: { [`${LAST_BACKUP}{pod="postgres-1"}`]: '180x60', [`${FAILED_BACKUP}{pod="postgres-1"}`]: '120x60' },
        at: '30m',
      },
      {
        when: 'none has failed, and the first one is still being made',
        series: { [`${LAST_BACKUP}{pod="postgres-1"}`]: '0x60', [`${FAILED_BACKUP}{pod="postgres-1"}`]: '0x60' },
        at: '30m',
      },
    ],
  },
  PostgresArchivingFailing: {
    fires: [
      {
        when: 'the store refuses',
        series: { 'cnpg_pg_stat_archiver_failed_count{pod="postgres-1"}': '0+3x40' },
        at: '30m',
        severities: warning,
      },
      {
        when: 'segments pile up without a failure',
        series: { 'cnpg_collector_pg_wal_archive_status{pod="postgres-1",value="ready"}': '0+1x60' },
        at: '30m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'it failed once and went on',
        series: {
          'cnpg_pg_stat_archiver_failed_count{pod="postgres-1"}': '0x10 3x30',
          'cnpg_collector_pg_wal_archive_status{pod="postgres-1",value="ready"}': '2x40',
        },
        at: '30m',
      },
      {
        when: 'many are done',
        series: { 'cnpg_collector_pg_wal_archive_status{pod="postgres-1",value="done"}': '50x40' },
        at: '30m',
      },
    ],
  },
  PostgresReplicaNotStreaming: {
    fires: [
      {
        when: 'a replica receives nothing, though its lag is 0',
        series: {
          'cnpg_pg_replication_in_recovery{pod="postgres-2"}': '1x20',
          'cnpg_pg_replication_is_wal_receiver_up{pod="postgres-2"}': '0x20',
          'cnpg_pg_replication_lag{pod="postgres-2"}': '0x20',
        },
        at: '15m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'the replica receives and the primary has nobody to receive from',
        series: {
          'cnpg_pg_replication_in_recovery{pod="postgres-1"}': '0x20',
          'cnpg_pg_replication_is_wal_receiver_up{pod="postgres-1"}': '0x20',
          'cnpg_pg_replication_in_recovery{pod="postgres-2"}': '1x20',
          'cnpg_pg_replication_is_wal_receiver_up{pod="postgres-2"}': '1x20',
        },
        at: '15m',
      },
    ],
  },
  PostgresStandbyLag: {
    fires: [
      {
        when: 'the last transaction of a standby is an hour old, on one instance',
        series: {
          'cnpg_pg_replication_lag{pod="postgres-1"}': '3600x40',
          'cnpg_pg_replication_lag{pod="postgres-2"}': '0x40',
          'cnpg_collector_replica_mode{pod="postgres-1"}': '1x40',
          'cnpg_collector_replica_mode{pod="postgres-2"}': '1x40',
        },
        at: '20m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'it is as old as the next segment lets it become',
        series: {
          'cnpg_pg_replication_lag{pod="postgres-1"}': '600x40',
          'cnpg_collector_replica_mode{pod="postgres-1"}': '1x40',
        },
        at: '20m',
      },
      {
        when: 'a replica of a cluster that is no standby is behind',
        series: {
          'cnpg_pg_replication_lag{pod="postgres-2"}': '3600x40',
          'cnpg_collector_replica_mode{pod="postgres-2"}': '0x40',
        },
        at: '20m',
      },
    ],
  },
  ClickHouseDown: {
    fires: [
      {
        when: 'no server answers',
        series: { 'up{job="lang-observatory/clickhouse",pod="a"}': '0x20' },
        at: '10m',
        severities: critical,
      },
    ],
    silent: [
      {
        when: 'one of two answers',
        series: {
          'up{job="lang-observatory/clickhouse",pod="a"}': '0x20',
          'up{job="lang-observatory/clickhouse",pod="b"}': '1x20',
        },
        at: '10m',
      },
    ],
  },
  ClickHouseBackupTooOld: {
    fires: [
      {
        when: 'the last backup is two days old',
        series: { up: '1x3000', [LAST_FULL]: '1x3000', [`kube_cronjob_created${BACKUP_JOB}`]: '1x3000' },
        at: '2880m',
        severities: warning,
      },
      {
        when: 'the last one by the schedule is two days old, and there are recent ones',
        series: { up: '1x3000', [LAST_FULL]: '1x3000', [LAST_RECENT]: '1+60x3000' },
        at: '2880m',
        severities: warning,
      },
      {
        when: 'there has never been one, in two days',
        series: { up: '1x3000', [`kube_cronjob_created${BACKUP_JOB}`]: '1x3000' },
        at: '2880m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'an incremental one is a day old',
        series: {
          up: '1x3000',
          [LAST_FULL]: '1x3000',
          [LAST_INCREMENTAL]: '_x1440 86400x1600',
          [`kube_cronjob_created${BACKUP_JOB}`]: '1x3000',
        },
        at: '2880m',
      },
      {
        when: 'the servers are new, and the Job knows of one',
        series: {
          up: '1x3000',
          [`kube_cronjob_status_last_successful_time${BACKUP_JOB}`]: '1x1439 86400x1600',
          [`kube_cronjob_created${BACKUP_JOB}`]: '1x3000',
        },
        at: '2880m',
      },
      {
        when: 'the first one is not due yet',
        series: { up: '1x3000', [`kube_cronjob_created${BACKUP_JOB}`]: '1x3000' },
        at: '1440m',
      },
    ],
  },
  ClickHouseRecentBackupTooOld: {
    fires: [
      {
        when: 'the last backup of any kind is four hours old',
        series: {
          up: '1x300',
          [LAST_RECENT]: '1x300',
          [LAST_FULL]: '1x300',
          [`kube_cronjob_created${RECENT_JOB}`]: '1x300',
        },
        at: '240m',
        severities: warning,
      },
      {
        when: 'there has never been one, in four hours, although Jobs succeed',
        series: {
          up: '1x300',
          [`kube_cronjob_created${RECENT_JOB}`]: '1x300',
          [`kube_cronjob_status_last_successful_time${RECENT_JOB}`]: '1+60x300',
        },
        at: '240m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'one was left out',
        series: { up: '1x300', [LAST_RECENT]: '1x60 3600x300', [`kube_cronjob_created${RECENT_JOB}`]: '1x300' },
        at: '125m',
      },
      {
        when: 'the last is one by the schedule',
        series: {
          up: '1x300',
          [LAST_RECENT]: '1x300',
          [LAST_FULL]: '_x60 3600x300',
          [`kube_cronjob_created${RECENT_JOB}`]: '1x300',
        },
        at: '125m',
      },
    ],
  },
  ClickHouseRestoreFailing: {
    fires: [
      {
        when: 'attempts fail for half an hour',
        series: {
          [`kube_cronjob_created${RESTORE_JOB}`]: '1x60',
          [`kube_cronjob_status_last_schedule_time${RESTORE_JOB}`]: '1+60x60',
          [`kube_cronjob_status_active${RESTORE_JOB}`]: '0 1x60',
        },
        at: '30m',
        severities: ['critical'],
      },
      {
        when: 'the first attempt does not end in half a day',
        series: {
          [`kube_cronjob_created${RESTORE_JOB}`]: '1x800',
          [`kube_cronjob_status_last_schedule_time${RESTORE_JOB}`]: '300x800',
          [`kube_cronjob_status_active${RESTORE_JOB}`]: '1x800',
        },
        at: '720m',
        severities: ['critical'],
      },
      {
        when: 'no attempt begins, because it is suspended',
        series: { [`kube_cronjob_created${RESTORE_JOB}`]: '1x800' },
        at: '720m',
        severities: ['critical'],
      },
    ],
    silent: [
      {
        when: 'the first attempt takes three hours',
        series: {
          [`kube_cronjob_created${RESTORE_JOB}`]: '1x300',
          [`kube_cronjob_status_last_schedule_time${RESTORE_JOB}`]: '300x300',
          [`kube_cronjob_status_active${RESTORE_JOB}`]: '1x300',
        },
        at: '180m',
      },
      {
        when: 'it is done, and the Jobs find nothing left to do',
        series: {
          [`kube_cronjob_created${RESTORE_JOB}`]: '1x800',
          [`kube_cronjob_status_last_schedule_time${RESTORE_JOB}`]: '1+60x800',
          [`kube_cronjob_status_last_successful_time${RESTORE_JOB}`]: '1+60x800',
        },
        at: '720m',
      },
    ],
  },
  ClickHouseBackupFailing: {
    fires: [
      {
        when: 'the last Job has ended, and the one before made a backup',
        series: {
          [`kube_cronjob_created${BACKUP_JOB}`]: '1x60',
          [`kube_cronjob_status_last_schedule_time${BACKUP_JOB}`]: '7200x60',
          [`kube_cronjob_status_last_successful_time${BACKUP_JOB}`]: '3660x60',
          [`kube_cronjob_status_active${BACKUP_JOB}`]: '0x60',
        },
        at: '30m',
        severities: warning,
      },
      {
        when: 'no Job has ever made one',
        series: {
          [`kube_cronjob_created${BACKUP_JOB}`]: '1x60',
          [`kube_cronjob_status_last_schedule_time${BACKUP_JOB}`]: '7200x60',
          [`kube_cronjob_status_active${BACKUP_JOB}`]: '0x60',
        },
        at: '30m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'a Job is running',
        series: {
          [`kube_cronjob_created${BACKUP_JOB}`]: '1x60',
          [`kube_cronjob_status_last_schedule_time${BACKUP_JOB}`]: '7200x60',
          [`kube_cronjob_status_active${BACKUP_JOB}`]: '1x60',
        },
        at: '30m',
      },
      {
        when: 'the last Job made one',
        series: {
          [`kube_cronjob_created${BACKUP_JOB}`]: '1x60',
          [`kube_cronjob_status_last_schedule_time${BACKUP_JOB}`]: '3600x60',
          [`kube_cronjob_status_last_successful_time${BACKUP_JOB}`]: '3660x60',
          [`kube_cronjob_status_active${BACKUP_JOB}`]: '0x60',
        },
        at: '30m',
      },
      {
        when: 'no Job has begun yet',
        series: { [`kube_cronjob_created${BACKUP_JOB}`]: '1x60', [`kube_cronjob_status_active${BACKUP_JOB}`]: '0x60' },
        at: '30m',
      },
    ],
  },
  ClickHouseReplicaReadOnly: {
    fires: [
      {
        when: 'Keeper is lost',
        series: { 'ClickHouseMetrics_ReadonlyReplica{pod="a"}': '12x20' },
        at: '10m',
        severities: critical,
      },
    ],
    silent: [{ when: 'it is not', series: { 'ClickHouseMetrics_ReadonlyReplica{pod="a"}': '0x20' }, at: '10m' }],
  },
  ClickHouseReplicationLag: {
    fires: [
      {
        when: 'a replica is ten minutes behind',
        series: { 'ClickHouseAsyncMetrics_ReplicasMaxAbsoluteDelay{pod="a"}': '600x20' },
        at: '15m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'it is a minute behind',
        series: { 'ClickHouseAsyncMetrics_ReplicasMaxAbsoluteDelay{pod="a"}': '60x20' },
        at: '15m',
      },
    ],
  },
  ClickHouseInsertsRejected: {
    fires: [
      {
        when: 'inserts are refused',
        series: { 'ClickHouseProfileEvents_RejectedInserts{pod="a"}': '0+60x30' },
        at: '20m',
        severities: critical,
      },
    ],
    silent: [
      { when: 'they were, once', series: { 'ClickHouseProfileEvents_RejectedInserts{pod="a"}': '9x30' }, at: '20m' },
    ],
  },
  ValkeyDown: {
    fires: [
      {
        when: 'the server does not answer its exporter',
        series: { 'redis_up{pod="valkey-0"}': '0x20' },
        at: '10m',
        severities: critical,
      },
      { when: 'nothing is there', series: {}, at: '10m', severities: critical },
    ],
    silent: [{ when: 'it answers', series: { 'redis_up{pod="valkey-0"}': '1x20' }, at: '10m' }],
  },
  ValkeyMemoryNearFull: {
    fires: [
      {
        when: 'nine tenths are used',
        series: {
          'redis_memory_used_bytes{pod="valkey-0"}': '90x20',
          'redis_memory_max_bytes{pod="valkey-0"}': '100x20',
        },
        at: '15m',
        severities: warning,
      },
      {
        when: 'nearly all is used',
        series: {
          'redis_memory_used_bytes{pod="valkey-0"}': '98x20',
          'redis_memory_max_bytes{pod="valkey-0"}': '100x20',
        },
        at: '15m',
        severities: [...critical, ...warning],
      },
    ],
    silent: [
      {
        when: 'there is no limit',
        series: {
          'redis_memory_used_bytes{pod="valkey-0"}': '98x20',
          'redis_memory_max_bytes{pod="valkey-0"}': '0x20',
        },
        at: '15m',
      },
    ],
  },
  ObjectStoreDown: {
    fires: [
      {
        when: 'no gateway answers',
        series: { 'up{job="object-store-s3",pod="a"}': '0x20' },
        at: '10m',
        severities: critical,
      },
    ],
    silent: [{ when: 'one does', series: { 'up{job="object-store-s3",pod="a"}': '1x20' }, at: '10m' }],
  },
  ObjectStoreCopiesMissing: {
    fires: [
      {
        when: 'a copy is not made again for more than an hour',
        series: {
          'SeaweedFS_master_replica_placement_mismatch{pod="object-store-master-0",collection="langfuse",id="3"}':
            '1x90',
          'SeaweedFS_master_replica_placement_mismatch{pod="object-store-master-0",collection="langfuse",id="4"}':
            '0x90',
        },
        at: '80m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'it is made again in the second round',
        series: {
          'SeaweedFS_master_replica_placement_mismatch{pod="object-store-master-0",collection="langfuse",id="3"}':
            '1x34 0x60',
        },
        at: '80m',
      },
    ],
  },
  ...logStoreCases('LogStore', 'logs', warning),
  ...logStoreCases('AuditStore', 'audit', critical),
};

/** Both log stores are the same program: only what a loss means is not. */
function logStoreCases(prefix: string, job: string, loss: AlertCases['fires'][number]['severities']) {
  const dropped = `vl_rows_dropped_total{job="${job}",reason="too_small_timestamp"}`;
  const other = job === 'logs' ? 'audit' : 'logs';
  const failed = (store: string) =>
    `otelcol_exporter_send_failed_log_records_total{job="a",exporter="otlp_http/${store}"}`;
  return {
    [`${prefix}Down`]: {
      fires: [
        { when: 'it does not answer', series: { [`up{job="${job}"}`]: '0x30' }, at: '20m', severities: warning },
        {
          when: 'only the other store is there',
          series: { [`up{job="${other}"}`]: '1x30' },
          at: '20m',
          severities: warning,
        },
      ],
      silent: [{ when: 'it answers', series: { [`up{job="${job}"}`]: '1x30' }, at: '20m' }],
    },
    [`${prefix}ReadOnly`]: {
      fires: [
        {
          when: 'its volume is full',
          series: { [`vl_storage_is_read_only{job="${job}"}`]: '1x20' },
          at: '5m',
          severities: loss,
        },
      ],
      silent: [
        {
          when: 'only the other store is full',
          series: {
            [`vl_storage_is_read_only{job="${job}"}`]: '0x20',
            [`vl_storage_is_read_only{job="${other}"}`]: '1x20',
          },
          at: '5m',
        },
      ],
    },
    [`${prefix}LinesDropped`]: {
      fires: [
        { when: 'lines are too old', series: { [dropped]: '0+1x30' }, at: '10m', severities: loss },
        {
          when: 'a line is too long, which only its log tells',
          series: {
            [`vm_log_messages_total{job="${job}",level="warn",location="VictoriaLogs/lib/logstorage/log_rows.go:448"}`]:
              '_ _ _ 1x30',
          },
          at: '10m',
          severities: loss,
        },
      ],
      silent: [
        { when: 'they were, once', series: { [dropped]: '9x60' }, at: '50m' },
        {
          when: 'it warns of something else',
          series: {
            [`vm_log_messages_total{job="${job}",level="warn",location="VictoriaLogs/lib/logstorage/storage.go:1"}`]:
              '0+1x30',
          },
          at: '10m',
        },
      ],
    },
    [`${prefix}ExportFailing`]: {
      fires: [
        { when: 'a collector gives lines up', series: { [failed(job)]: '0+10x30' }, at: '15m', severities: loss },
      ],
      silent: [{ when: 'they are lines for the other store', series: { [failed(other)]: '0+10x30' }, at: '15m' }],
    },
  } satisfies Readonly<Record<string, AlertCases>>;
}
