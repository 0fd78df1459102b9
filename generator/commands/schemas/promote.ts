/** What `promote --format json` prints. */
import * as z from 'zod';
import { planSchema } from '../../plan/schema.ts';
import type { PromoteReport } from '../promote.ts';

export const promoteSchema = z
  .strictObject({
    wave: z.string(),
    ref: z.string().describe('The Git ref that its clusters follow.'),
    from: z.string().nullable().describe('The whole id of the commit that the ref was at. Null when it was not there.'),
    to: z.string().describe('The whole id of the commit that is promoted.'),
    moved: z.boolean().describe('Whether the ref was moved: not with `--dry-run`, and not when it is there already.'),
    plan: planSchema
      .nullable()
      .describe('What the clusters of the wave get and lose. Null when the ref is at the commit already.'),
  })
  .meta({ title: 'promote' }) satisfies z.ZodType<PromoteReport>;
