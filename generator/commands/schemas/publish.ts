/** What `publish --format json` prints. */
import * as z from 'zod';
import type { OpenProposal } from '../../forge/forge.ts';
import { planSchema } from '../../plan/schema.ts';
import type { PublishReport } from '../publish/publishing.ts';

const pullRequest = z.strictObject({
  number: z.number(),
  url: z.string().describe('For people.'),
}) satisfies z.ZodType<OpenProposal>;

export const publishSchema = z
  .strictObject({
    published: z.boolean().describe('Whether anything was published: not when the branch has all of it already.'),
    branch: z.string().describe('The branch of the fleet.'),
    commit: z
      .string()
      .exactOptional()
      .describe('The whole id of the commit that the branch is at now. Absent with `--pull-request`.'),
    tree: z
      .string()
      .exactOptional()
      .describe('The whole id of the tree that is proposed. Absent without `--pull-request`.'),
    pullRequest: pullRequest
      .nullable()
      .describe('Null without `--pull-request`, and when there is nothing to propose.'),
    plan: planSchema.describe('What the clusters get and lose, compared with the branch.'),
  })
  .meta({ title: 'publish' }) satisfies z.ZodType<PublishReport>;
