/** Settings of the backups of Prometheus. */
import * as z from 'zod';
import { resources } from '../../fleet/schema/quantities.ts';
import { minutes } from '../backup-minutes.ts';
import { recovery as recoveryBelow } from '../recovery-settings.ts';
import { ROOT } from './backup-names.ts';

export const backup = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether samples are stored in the object store; false in size small.'),
    everyMinutes: minutes
      .default(15)
      .describe(
        'Minutes from one backup to the next, which sends what is new. The threshold of the alert on their age follows from it.',
      ),
    resources: resources.prefault({}).describe('Requests and limits of the Job.'),
  })
  .prefault({})
  .describe(
    'Backups of the first replica in the bucket of object-store, below prometheus/: of its blocks, and of the write-ahead log with the newest samples. Samples are kept there as long as in Prometheus (`retention`).',
  );

export const recovery = recoveryBelow(
  ROOT,
  'Brings back the samples of before a time that Prometheus does not have; allowed in cluster.yaml only. Samples that it has stay as they are. The command restore writes it.',
);
