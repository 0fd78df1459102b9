/** Settings of backups, with the words of PostgreSQL's. */
import * as z from 'zod';
import { advised } from '../../fleet/schema/advice.ts';
import { calendarPeriod } from '../../fleet/schema/calendar-period.ts';
import { cron } from '../../fleet/schema/cron.ts';
import { moment } from '../../fleet/schema/moment.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import { drill } from '../restore-drill-settings.ts';

export const backup = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Whether the tables are stored in the object store; false in size small.'),
    schedule: cron
      .default('0 2 * * *')
      .describe(
        'Cron schedule of backups, with five fields, in UTC. The threshold of the alert on their age follows from it. What is written after a backup is lost until the next one.',
      ),
    fullEvery: calendarPeriod
      .default('7d')
      .meta({ examples: ['2w'] })
      .describe(
        'How often a backup is full, in days (d), weeks (w) or months (m). The others are incremental: they contain what is new since the last full one.',
      ),
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

export const recovery = z
  .strictObject({
    targetTime: moment.describe('Time to restore to: the last backup that began before it.'),
    requestedAt: moment
      .meta({ examples: ['2026-08-03T09:30:00Z'] })
      .describe(
        'When the restore was asked for. Each is done once, within a week; another time asks for another restore.',
      ),
    folder: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, { error: 'is not the name of a folder below clickhouse/ in the bucket' })
      .meta({ examples: ['eu-prod-1.clickhouse'] })
      .optional()
      .describe('Folder of the backups below clickhouse/ in the bucket; by default that of the cluster.'),
  })
  .superRefine(({ targetTime, requestedAt }, context) => {
    if (!(new Date(targetTime) > new Date(requestedAt))) return;
    const message = 'is later than requestedAt, when nothing of it can have been backed up';
    context.addIssue({ ...advised(message, 'restore to an earlier time'), path: ['targetTime'] });
  })
  .optional()
  .describe(
    'Empties the tables and restores them from backups; allowed in cluster.yaml only. What is there is backed up before. The command restore writes it.',
  );
