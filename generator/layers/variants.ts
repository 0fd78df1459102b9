/** Alternative values of a field of the input, to find out what depends on it. Resolution checks whether they are valid. */
import * as z from 'zod';
import { isList, type Json } from '../data/json.ts';
import { unwrapped } from '../fleet/schema/setting-schema.ts';

export interface Variants {
  /** Other values of the same kind; undefined means to leave the field out. */
  readonly values: readonly (Json | undefined)[];
  /** Whether these are all alternatives; some of them may have the same effect. */
  readonly isChoice: boolean;
}

export function variantsOf(value: Json, schema: unknown): Variants {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodEnum)
    return { values: [...inner.options.map(String).filter((option) => option !== value), undefined], isChoice: true };
  return { values: [...others(value), undefined], isChoice: false };
}

/** One of them is a word, a name, an amount, a moment or an address of the same kind. */
function others(value: Json): readonly Json[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1, value - 1, value + 2, value / 2];
  if (typeof value === 'string') return [`${value}x`, `1${value}`, `x${value}`, `${value}1`, `${value}/x`];
  return isList(value) ? [[], value.slice(1), [...value].reverse()] : [];
}
