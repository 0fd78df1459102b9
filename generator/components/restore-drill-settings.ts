/** Settings of the restore drill of a store: its newest backup is restored beside the data, checked, and thrown away. */
import * as z from 'zod';
import { cron } from '../fleet/schema/cron.ts';
import { resources } from '../fleet/schema/quantities.ts';

export const drill = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe(
        'Whether the newest backup is restored on a schedule, into a volume that is as large as that of the store and is deleted afterwards. True in size large.',
      ),
    schedule: cron
      .default('0 6 * * mon')
      .describe(
        'Cron schedule of the drill, with five fields, in UTC. The threshold of the alert on the age of the last good one follows from it.',
      ),
    resources: resources.prefault({}).describe('Requests and limits of each container of the Job.'),
  })
  .prefault({})
  .describe('A restore on trial, which nothing else uses: it proves that the backups can be restored.');
