/** Settings of the backups of a log store. */
import * as z from 'zod';
import { resources } from '../../fleet/schema/quantities.ts';
import { minutes } from '../backup-minutes.ts';
import { recovery as recoveryBelow } from '../recovery-settings.ts';

export const backup = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Whether the lines of each day are stored in the object store; false in size small.'),
    everyMinutes: minutes
      .default(60)
      .describe(
        'Minutes from one backup to the next, which sends what is new. The threshold of the alert on their age follows from it.',
      ),
    resources: resources.prefault({}).describe('Requests and limits of the Job.'),
  })
  .prefault({})
  .describe(
    'Backups in the bucket of object-store, in the folder of the component, of every day for as long as the store itself keeps it (`retentionDays`).',
  );

/** `root` is the folder of the component in the bucket. */
export function recovery(root: string) {
  return recoveryBelow(
    root,
    'Brings back the days that the store does not have, up to a time; allowed in cluster.yaml only. Days that it has stay as they are. The command restore writes it.',
  );
}
