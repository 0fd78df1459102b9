/** Which clusters a group is for. */
import * as z from 'zod';
import { ENGINES, PROVIDERS } from '../model.ts';
import { foreignName } from './plain-text.ts';
import { labelKey, labelValue } from './quantities.ts';

export const match = z
  .strictObject({
    labels: z
      .record(labelKey, labelValue)
      .meta({ examples: [{ team: 'search' }] })
      .optional()
      .describe('Labels of the cluster, `metadata.labels` in its file; all of them.'),
    environment: z
      .string()
      .meta({ examples: ['prod'] })
      .optional()
      .describe('Its environment.'),
    provider: z.enum(PROVIDERS).optional().describe('The name of its provider.'),
    region: foreignName
      .meta({ examples: ['eu-west-1'] })
      .optional()
      .describe('Its region, as the provider calls it.'),
    engine: z.enum(ENGINES).optional().describe('Its GitOps engine.'),
  })
  .refine(({ labels = {}, ...fields }) => Object.keys({ ...labels, ...fields }).length > 0, {
    error: 'says nothing, so that every cluster would match: write these settings for the whole fleet, below spec',
    // What is misspelt says something.
    when: ({ issues }) => issues.length === 0,
  })
  .meta({ examples: [{ provider: 'aws' }] })
  .describe('The clusters that the group is for: those of which everything here is true.');

export type Match = z.output<typeof match>;
