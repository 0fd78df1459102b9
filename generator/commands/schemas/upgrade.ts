/** What `upgrade --format json` prints. */
import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import type { UpgradeReport } from '../upgrade/telling.ts';

/** Another version may print other documents than this one. */
const document = z.record(z.string(), z.json()).nullable() satisfies z.ZodType<JsonObject | null>;

export const upgradeSchema = z
  .strictObject({
    from: z.string().describe('The version that the repository had.'),
    to: z.string().describe('The version that it has now; the same where there was nothing to do.'),
    plan: document.describe('What `plan` of the newer version prints. Null where it has none.'),
    generated: document.describe('What `generate` of the newer version prints. Null where there was nothing to do.'),
  })
  .meta({ title: 'upgrade' }) satisfies z.ZodType<UpgradeReport>;
