/** What makes PostgreSQL count: work, a rollback, a sort that needs a file, a deadlock, archiving that fails and then does not. */
import { setTimeout } from 'node:timers/promises';
import type { Postgres } from './postgres.ts';
import { openSession, type Session } from './postgres-session.ts';
import type { Undo } from './server.ts';

/** What must have been counted afterwards, as Prometheus is asked. */
export const POSTGRES_OCCASIONS: readonly string[] = [
  'cnpg_collector_up{exported_cluster="postgres"} == 1',
  'cnpg_collector_sync_replicas{value="observed"} == 1',
  'cnpg_pg_replication_streaming_replicas == 1',
  'cnpg_pg_replication_is_wal_receiver_up{pod="postgres-2"} == 1',
  'cnpg_pg_stat_database_xact_rollback{datname="langfuse"} > 0',
  'cnpg_pg_stat_database_deadlocks{datname="langfuse"} == 1',
  'cnpg_pg_stat_database_temp_bytes{datname="langfuse"} > 0',
  'cnpg_pg_stat_database_tup_deleted{datname="langfuse"} > 0',
  'cnpg_pg_stat_archiver_failed_count > 0',
  'cnpg_pg_stat_archiver_archived_count > 0',
  'cnpg_backends_waiting_total > 0',
  'cnpg_backends_max_tx_duration_seconds{state="idle in transaction", datname="langfuse"} > 1',
];

/** Resolves when all of it is done; one session goes on waiting for another, until `undo`. */
export async function makeTraffic(undo: Undo, { primary, letArchive }: Postgres): Promise<void> {
  const open = async (user: string, database: string): Promise<Session> =>
    undo.use(await openSession(primary, user, database));
  const [one, other, superuser] = [
    await open('langfuse', 'langfuse'),
    await open('langfuse', 'langfuse'),
    await open('postgres', 'postgres'),
  ];
  for (const statement of WORK) await one.run(statement);
  await deadlock(one, other);
  // A segment cannot be archived at first, and it and the next are as soon as the archive is there.
  await superuser.run('SELECT pg_switch_wal()');
  await setTimeout(ARCHIVE_ATTEMPTS_MILLISECONDS);
  await letArchive();
  await one.run('UPDATE projects SET traces = traces + 1');
  await superuser.run('SELECT pg_switch_wal()');
  await one.run('BEGIN');
  await one.run(touch(1));
  // It ends with the session.
  void other.run(touch(1)).catch(() => {});
}

/** Lets no replica in again and ends those that are: from now on they receive nothing. */
export async function cutOffReplicas({ primary }: Postgres): Promise<void> {
  const session = await openSession(primary, 'postgres', 'postgres');
  try {
    await session.run('ALTER ROLE streaming_replica NOLOGIN');
    await session.run('SELECT pg_terminate_backend(pid) FROM pg_stat_replication');
  } finally {
    await session.stop();
  }
}

/** PostgreSQL tries three times, a second apart, before it gives up for a minute or until the next segment. */
const ARCHIVE_ATTEMPTS_MILLISECONDS = 4000;

const WORK: readonly string[] = [
  'CREATE TABLE projects (id int PRIMARY KEY, traces int NOT NULL)',
  'INSERT INTO projects SELECT id, 0 FROM generate_series(1, 1000) AS id',
  'UPDATE projects SET traces = 1',
  'DELETE FROM projects WHERE id > 900',
  'SELECT traces FROM projects WHERE id = 7',
  'BEGIN',
  'DELETE FROM projects',
  'ROLLBACK',
  "SET work_mem = '64kB'",
  'SELECT count(*) FROM (SELECT id FROM generate_series(1, 100000) AS id ORDER BY random()) AS sorted',
];

const touch = (id: number): string => `UPDATE projects SET traces = traces + 1 WHERE id = ${id}`;

/** Each has a row that the other wants. PostgreSQL ends one of the two after a second. */
async function deadlock(one: Session, other: Session): Promise<void> {
  for (const session of [one, other]) await session.run('BEGIN');
  await one.run(touch(1));
  await other.run(touch(2));
  const outcomes = await Promise.allSettled([one.run(touch(2)), other.run(touch(1))]);
  if (outcomes.every(({ status }) => status === 'fulfilled')) throw new Error('there was no deadlock');
  for (const session of [one, other]) await session.run('ROLLBACK');
}
