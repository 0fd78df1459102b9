/** What commands that edit the input print with `--format json`. */
import * as z from 'zod';
import type { EditReport } from '../edit/edit-input.ts';
import type { EditedLines } from '../input-edit.ts';
import { generateSchema } from './generate.ts';

const texts = z.array(z.string());

const lines = z.strictObject({
  file: z.string(),
  line: z.number().describe('The first that changes, from 1.'),
  removed: texts.describe('Lines as they were.'),
  added: texts.describe('Lines as they are.'),
}) satisfies z.ZodType<EditedLines>;

export const editSchema = z
  .strictObject({
    input: z.array(lines).describe('Of each file of the input that stays.'),
    notes: texts.describe('What is worth knowing, as sentences.'),
    generated: generateSchema.nullable().describe('What generate has done then. Null when there is nothing to do.'),
  })
  .meta({ title: 'set, unset, pin, unpin, restore and remove cluster' }) satisfies z.ZodType<EditReport>;
