/** Settings of backups, and of a Cluster that is created from them. */
import * as z from 'zod';
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
      .describe('Whether base backups and the write-ahead log are stored in the object store; false in size small.'),
    schedule: cron
      .default('0 3 * * *')
      .describe(
        'Cron schedule of base backups, with five fields, in UTC. The threshold of the alert on their age follows from it.',
      ),
    retention: calendarPeriod
      .default('30d')
      .describe(
        'How far back the database can be restored, in days (d), weeks (w) or months (m); older files are deleted.',
      ),
    resources: resources.prefault({}).describe('Requests and limits of the sidecar that backs up and restores.'),
    drill,
  })
  .prefault({})
  .describe(
    'Backups in the bucket of object-store, below postgres/. A store in the same cluster is lost with the cluster: use an external object-store in production.',
  );

export const recovery = z
  .strictObject({
    serverName: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, { error: 'is not the name of a folder below postgres/ in the bucket' })
      .meta({ examples: ['eu-prod-1.postgres'] })
      .describe('Folder of the backups below postgres/ in the bucket: <cluster>.<name>.'),
    targetTime: moment
      .optional()
      .describe('Time to restore to, e.g. 2026-08-01T10:00:00Z; the latest possible by default.'),
  })
  .optional()
  .describe(
    'Creates the Cluster from backups; allowed in cluster.yaml only. It has no effect on a Cluster that exists already.',
  );
