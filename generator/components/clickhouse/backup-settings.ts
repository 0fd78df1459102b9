/** Settings of backups, with the words of PostgreSQL's. */
import * as z from 'zod';
import { calendarPeriod } from '../../fleet/schema/calendar-period.ts';
import { cron } from '../../fleet/schema/cron.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import { minutes } from '../backup-minutes.ts';
import { recovery as recoveryBelow } from '../recovery-settings.ts';
import { drill } from '../restore-drill-settings.ts';

const recent = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Whether there are backups between those by the schedule; false in size small.'),
    everyMinutes: minutes
      .default(30)
      .describe(
        'Minutes from one to the next; 60 in size medium. The threshold of the alert on their age follows from it. What is written after a backup is lost until the next one.',
      ),
  })
  .prefault({})
  .describe(
    'Backups between those by the schedule: each contains what is new since the one before, and they are deleted when there are two younger backups by the schedule.',
  );

export const backup = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Whether the tables are stored in the object store; false in size small.'),
    schedule: cron
      .default('0 2 * * *')
      .describe(
        'Cron schedule of backups that are kept for the whole retention, with five fields, in UTC. The threshold of the alert on their age follows from it. Between them there are those of `recent`.',
      ),
    fullEvery: calendarPeriod
      .default('7d')
      .meta({ examples: ['2w'] })
      .describe(
        'How often a backup is full, in days (d), weeks (w) or months (m). The others are incremental: they contain what is new since the last full one.',
      ),
    recent,
    retention: calendarPeriod
      .optional()
      .describe(
        'How far back the tables can be restored, in days (d), weeks (w) or months (m); backups that are only needed for earlier times are deleted. By default 30d, and 7d where object-store is in the cluster, which needs three times the room of the tables then.',
      ),
    resources: resources.prefault({}).describe('Requests and limits of each container of the Job.'),
    drill,
  })
  .prefault({})
  .describe(
    'Backups in the bucket of object-store, below clickhouse/. A store in the same cluster is lost with the cluster: use an external object-store in production.',
  );

export const recovery = recoveryBelow(
  'clickhouse',
  'Empties the tables and restores them from backups; allowed in cluster.yaml only. What is there is backed up before. The command restore writes it.',
);
