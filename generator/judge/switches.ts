/** The settings of a component with a few choices, on which other settings may depend. */
import * as z from 'zod';
import type { Json } from '../data/json.ts';
import type { ComponentInput } from '../fleet/schema/component-input.ts';
import { unwrapped } from '../fleet/schema/setting-schema.ts';

export interface Switch {
  /** Below the component. */
  readonly path: readonly string[];
  readonly values: readonly Json[];
}

/** Its mode first. */
export function switchesOf({ modes, settings }: ComponentInput): readonly Switch[] {
  return [{ path: ['mode'], values: modes }, ...switchesIn(settings, [])];
}

function switchesIn(schema: unknown, path: readonly string[]): readonly Switch[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodEnum) return [{ path, values: inner.options.map(String) }];
  if (inner instanceof z.ZodBoolean) return [{ path, values: [true, false] }];
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape).flatMap(([key, field]) => switchesIn(field, [...path, key]));
}
