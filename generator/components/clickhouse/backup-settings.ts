/** Settings of backups, with the words of PostgreSQL's. */
import * as z from 'zod';
import { calendarPeriod } from '../../fleet/schema/calendar-period.ts';
import { cron } from '../../fleet/schema/cron.ts';
import { resources } from '../../fleet/schema/quantities.ts';

export const backup = z
  .strictObject({
    enabled: z
      .boolean()
      .meta({ examples: [true] })
      .optional()
      .describe(
        'Whether the tables are stored in the object store. By default in sizes medium and large where object-store is external: a store in the cluster has room for events, not for copies of all traces. False in size small.',
      ),
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
      .default('30d')
      .describe(
        'How far back the tables can be restored, in days (d), weeks (w) or months (m); backups that are only needed for earlier times are deleted.',
      ),
    resources: resources.prefault({}).describe('Requests and limits of each container of the Job.'),
  })
  .prefault({})
  .describe(
    'Backups in the bucket of object-store, below clickhouse/. A store in the same cluster is lost with the cluster: use an external object-store in production.',
  );
