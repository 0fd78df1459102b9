/** Settings of evaluations: which averages of scores are acceptable. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { line } from '../../fleet/schema/plain-text.ts';

const bound = z.strictObject({
  score: line.meta({ examples: ['helpfulness'] }).describe('Name of the score in Langfuse.'),
  min: z
    .number()
    .meta({ examples: [0.7] })
    .optional()
    .describe('An average below this is too low.'),
  max: z
    .number()
    .meta({ examples: [0.9] })
    .optional()
    .describe('An average above this is too high. Of a score with max and without min, less is better.'),
});

export type Bound = z.output<typeof bound>;

export const bounds = z
  .array(bound)
  .default([])
  .superRefine((all, context) => {
    for (const [index, each] of all.entries())
      for (const { path, message, hint } of mistakesOf(each, all.slice(0, index)))
        context.addIssue({ ...advised(message, hint), path: [index, ...path] });
  })
  .meta({
    examples: [
      [
        { score: 'helpfulness', min: 0.7 },
        { score: 'toxicity', max: 0.1 },
      ],
    ],
  })
  .describe(
    'Bounds for the average of numeric and boolean scores in an hour. An alert fires where the average is out of them.',
  );

interface Mistake {
  readonly path: readonly string[];
  readonly message: string;
  readonly hint: string;
}

function mistakesOf({ score, min, max }: Bound, before: readonly Bound[]): readonly Mistake[] {
  if (before.some((each) => each.score === score))
    return [{ path: ['score'], message: `has bounds already: ${score}`, hint: 'write min and max in one entry' }];
  if (min === undefined && max === undefined)
    return [{ path: ['score'], message: 'has no bound', hint: 'set min, max or both' }];
  if (min !== undefined && max !== undefined && min >= max)
    return [
      {
        path: ['min'],
        message: `min (${min}) must be less than max (${max})`,
        hint: 'set both to values that an average can be between',
      },
    ];
  return [];
}

export const settings = z.strictObject({ bounds });

export type EvaluationsSettings = z.output<typeof settings> & CommonSettings;
