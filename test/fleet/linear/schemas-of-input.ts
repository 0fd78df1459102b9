/** Every schema that judges input, and values that have one text wherever a schema takes a text. */
import * as z from 'zod';
import { REGISTRY } from '../../../generator/components/registry.ts';
import { additionsSchema, settingsSchema } from '../../../generator/fleet/schema/component-input.ts';
import { clusterSchema, fleetSchema } from '../../../generator/fleet/schema/schema.ts';

export function schemasOfInput(): ReadonlyMap<string, z.ZodType> {
  return new Map<string, z.ZodType>([
    ['Fleet', fleetSchema],
    ['Cluster', clusterSchema],
    ['additions', additionsSchema],
    ...REGISTRY.map((component): [string, z.ZodType] => [component.name, settingsSchema(component)]),
  ]);
}

/** One value for every form that the schema allows, with `text` as every string and as every key. */
export function filledWith(text: string, schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return filledWith(text, schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return filledWith(text, schema.unwrap());
  if (schema instanceof z.ZodPipe) return filledWith(text, schema.in);
  if (schema instanceof z.ZodArray) return [filledWith(text, schema.element)];
  if (schema instanceof z.ZodRecord)
    return filledWith(text, schema.valueType).map((value) => ({ [text]: value, a: value }));
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => filledWith(text, option));
  if (schema instanceof z.ZodObject) return objects(text, schema);
  if (schema instanceof z.ZodEnum) return [schema.options[0]];
  if (schema instanceof z.ZodLiteral) return [...schema.values];
  if (schema instanceof z.ZodNumber) return [1];
  if (schema instanceof z.ZodBoolean) return [true];
  return [text];
}

/** As many as the field with the most forms has. */
function objects(text: string, schema: z.ZodObject): readonly unknown[] {
  const fields = Object.entries(schema.shape).map(([name, field]): readonly [string, readonly unknown[]] => [
    name,
    filledWith(text, field),
  ]);
  const most = Math.max(1, ...fields.map(([, forms]) => forms.length));
  return Array.from({ length: most }, (_, form) =>
    Object.fromEntries(fields.map(([name, forms]) => [name, forms[form % forms.length]])),
  );
}
