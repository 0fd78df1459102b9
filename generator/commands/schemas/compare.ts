/** What `compare --format json` prints. */
import * as z from 'zod';
import type { Placeholder } from '../../plan/compare/placeholders.ts';
import type { ComparedOnBoth, ObjectOnBoth, SideBySide } from '../../plan/compare/side-by-side.ts';
import { fieldSchema } from '../../plan/schema.ts';

const text = z.string();
const fields = z.array(fieldSchema).describe('`before` is the left side, and `after` the right one.');
const only = z.enum(['left', 'right']).exactOptional().describe('The side that has it. Absent where both have it.');

const placeholder = z.strictObject({ text, left: text, right: text }) satisfies z.ZodType<Placeholder>;

const object = z.strictObject({
  kind: text,
  namespace: text.exactOptional().describe('Absent for objects of the whole cluster.'),
  name: text,
  only,
  fields,
}) satisfies z.ZodType<ObjectOnBoth>;

const component = z.strictObject({
  component: text,
  only,
  source: fields.describe('Of the Helm release, and of manifests of another repository.'),
  values: fields.describe('Of the merged Helm values.'),
  objects: z.array(object).describe('Manifests around the release that differ.'),
}) satisfies z.ZodType<ComparedOnBoth>;

export const compareSchema = z
  .strictObject({
    left: text.describe('The name of the first cluster or environment.'),
    right: text.describe('The name of the second one.'),
    placeholders: z.array(placeholder).describe('Names that count as equal, and what is written in place of them.'),
    settings: fields.describe('What the input says of each: `before` is the left side, and `after` the right one.'),
    components: z.array(component).describe('Those that differ, in the order in which they come up.'),
  })
  .meta({ title: 'compare' }) satisfies z.ZodType<SideBySide>;
