/** The schema of a single setting. */
import * as z from 'zod';
import type { Path } from '../parse/path.ts';

/** The schema of the field at a path, with its default; undefined where there is no such field. */
export function schemaAt(schema: unknown, [step, ...rest]: Path): z.ZodType | undefined {
  if (step === undefined) return schema instanceof z.ZodType ? schema : undefined;
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return schemaAt(inner.shape[step], rest);
  if (inner instanceof z.ZodRecord) return schemaAt(inner.valueType, rest);
  if (inner instanceof z.ZodArray) return schemaAt(inner.element, rest);
  if (!(inner instanceof z.ZodUnion)) return undefined;
  return inner.options.map((option) => schemaAt(option, [step, ...rest])).find((found) => found !== undefined);
}

/** Without the wrappers for optional fields and defaults. */
export function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrapped(schema.unwrap());
  return schema;
}
