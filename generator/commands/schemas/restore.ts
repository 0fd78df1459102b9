/** What `restore --check` prints with `--format json`. */
import * as z from 'zod';
import type { RestoreCheck } from '../restore/check.ts';

const archive = z.strictObject({
  place: z.string().describe('Folder of the bucket, as an address.'),
  schedule: z.string().describe('Of the backups, as cron, in UTC.'),
  retention: z.string().describe('In days (d), weeks (w) or months (m).'),
  earliest: z.string().describe('Where the retention begins, if the archive is that old.'),
});

const store = z.strictObject({
  component: z.string(),
  archive: archive.nullable().describe('Where it writes its backups. Null when it makes none.'),
  from: z
    .string()
    .nullable()
    .describe('Folder from which the time of --to is restored. Null without --to, or with a problem.'),
  problem: z.string().nullable().describe('Why it cannot be restored.'),
  notes: z.array(z.string()).describe('What is worth knowing, as sentences.'),
  look: z.string().describe('Command that shows what is in the bucket.'),
});

export const restoreSchema = z
  .strictObject({ cluster: z.string(), stores: z.array(store) })
  .meta({ title: 'restore --check' }) satisfies z.ZodType<RestoreCheck>;
