/** What `outdated --format json` prints. */
import * as z from 'zod';
import { KINDS } from '../../outdated/pinned.ts';
import type { OutdatedItem, OutdatedReport } from '../../outdated/report.ts';

const text = z.string();

const item = z.strictObject({
  kind: z.enum(KINDS),
  name: text.describe(
    'Of a chart its name, of an image its repository with its registry, of manifests their Git repository and folder.',
  ),
  version: text.describe('That the fleet has.'),
  place: text.describe('Where it was asked for: in the mirror, where the input names one.'),
  newer: z
    .strictObject({
      patch: text.nullable(),
      minor: text.nullable(),
      major: text.nullable().describe('Read its release notes first. Below 1.0.0 a new minor is major.'),
    })
    .describe('The newest version of each step. Null where there is none, or where nobody could be asked.'),
  problem: text.nullable().describe('Why it could not be asked. Null when it was.'),
  knownGood: text.nullable().describe('Its version in the known-good set. Null for images, which no set has.'),
  components: z.array(text).describe('Components that use it.'),
  clusters: z.array(text).describe('Clusters that use it.'),
}) satisfies z.ZodType<OutdatedItem>;

export const outdatedSchema = z
  .strictObject({
    knownGoodSet: text.describe('The name of the set of versions that was proven with this program: its version.'),
    items: z.array(item),
  })
  .meta({ title: 'outdated' }) satisfies z.ZodType<OutdatedReport>;
