/** The definitions of a fleet's own components, read from its fleet.yaml. The schema of the file reports what is wrong with one alone. */
import { isObject, type Json } from '../data/json.ts';
import type { InputDocument } from '../fleet/parse/input-document.ts';
import type { Path } from '../fleet/parse/path.ts';
import { valueAt } from '../fleet/resolve/said.ts';
import { type CustomComponent, customComponent } from '../fleet/schema/custom-components.ts';

/** The map that holds them. */
export const DEFINITIONS: Path = ['spec', 'customComponents'];

export interface Definition extends CustomComponent {
  readonly name: string;
}

export interface Definitions {
  /** In the order of the file. */
  readonly valid: readonly Definition[];
  /** Of those that the schema refuses, by name. */
  readonly invalid: ReadonlyMap<string, Json>;
}

export function definitionsIn(document: InputDocument): Definitions {
  const written = valueAt(document.value, DEFINITIONS);
  const valid: Definition[] = [];
  const invalid = new Map<string, Json>();
  for (const [name, value] of Object.entries(isObject(written) ? written : {})) {
    const parsed = customComponent.safeParse(value);
    if (parsed.success) valid.push({ name, ...parsed.data });
    else invalid.set(name, value);
  }
  return { valid, invalid };
}
