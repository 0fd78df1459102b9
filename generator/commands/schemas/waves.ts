/** What `waves --format json` prints. */
import * as z from 'zod';
import type { WaitingChange, WaveReport, WavesReport } from '../../moves/render-waves.ts';
import { componentFate, dangerSchema } from '../../plan/schema.ts';

const text = z.string();
const texts = z.array(text);
const commit = text.describe('The whole id.');

const waiting = z
  .strictObject({
    clusters: texts.describe('Clusters of the wave that change.'),
    components: z.array(z.strictObject({ component: text, fate: componentFate, clusters: texts })),
    dangers: z.array(dangerSchema),
  })
  .describe('What the clusters get when the ref moves to the commit of the branch.') satisfies z.ZodType<WaitingChange>;

const wave = z.strictObject({
  name: text,
  ref: text.describe('The Git ref that its clusters follow.'),
  commit: commit.nullable().describe('The whole id that the ref is at. Null when the server has no such ref.'),
  environments: texts,
  clusters: texts,
  hasUnmerged: z.boolean().describe('Whether the ref has something that was never merged into the branch.'),
  behind: z
    .array(
      z.strictObject({
        commit,
        subject: text.describe('The first line of its message.'),
        concerns: z.boolean().describe('Whether it changes generated files that clusters of the wave read at its ref.'),
      }),
    )
    .describe('What the branch has and the ref has not, newest first.'),
  waits: waiting.nullable().describe('Null when the ref is at the commit of the branch, or not there.'),
}) satisfies z.ZodType<WaveReport>;

export const wavesSchema = z
  .strictObject({
    branch: z.strictObject({ ref: text, commit }).describe('That changes are merged into.'),
    waves: z.array(wave).describe('In the order in which a change reaches them.'),
  })
  .meta({ title: 'waves' }) satisfies z.ZodType<WavesReport>;
