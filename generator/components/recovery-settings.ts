/** Settings of a restore into a store that stays the same: what is there is replaced. */
import * as z from 'zod';
import { advised } from '../fleet/schema/advice.ts';
import { moment } from '../fleet/schema/moment.ts';

/** `root` is the folder of the component in the bucket, and `description` says what becomes of the data. */
export function recovery(root: string, description: string) {
  return z
    .strictObject({
      targetTime: moment.describe('Time to restore to: the last backup that began before it.'),
      requestedAt: moment
        .meta({ examples: ['2026-08-03T09:30:00Z'] })
        .describe(
          'When the restore was asked for. Each is done once, within a week; another time asks for another restore.',
        ),
      folder: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, { error: `is not the name of a folder below ${root}/ in the bucket` })
        .meta({ examples: [`eu-prod-1.${root}`] })
        .optional()
        .describe(`Folder of the backups below ${root}/ in the bucket; by default that of the cluster.`),
    })
    .superRefine(({ targetTime, requestedAt }, context) => {
      if (!(new Date(targetTime) > new Date(requestedAt))) return;
      const message = 'is later than requestedAt, when nothing of it can have been backed up';
      context.addIssue({ ...advised(message, 'restore to an earlier time'), path: ['targetTime'] });
    })
    .optional()
    .describe(description);
}
