/** Environment variables in the values of a chart, whatever form the chart takes them in. */
import type { VariablesPlace } from '../charts/trust.ts';
import { fieldAt } from '../data/fields.ts';
import { isList, isObject, type Json, type JsonObject } from '../data/json.ts';
import { mergeValues } from '../fleet/resolve/merge.ts';
import { nested } from '../images/in-values.ts';
import type { Variable } from '../kubernetes/variable.ts';

/** The values with these variables beside those that are there. */
export function withVariables(values: JsonObject, place: VariablesPlace, variables: readonly Variable[]): JsonObject {
  return mergeValues(values, nested(place.path, together(values, place, variables)));
}

function together(values: JsonObject, { path, as, container }: VariablesPlace, variables: readonly Variable[]): Json {
  if (as === 'map') return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  const added = variables.map(({ name, value }) => ({ name, value }));
  const before = listAtPath(values, path);
  if (container === undefined) return [...before, ...added];
  const isMeant = (one: Json) => isObject(one) && one.name === container;
  const known = before.find(isMeant) ?? { name: container, env: [] };
  const own = isObject(known) && isList(known.env) ? known.env : [];
  if (added.length === 0) return before;
  return [...before.filter((one) => !isMeant(one)), { ...(isObject(known) ? known : {}), env: [...own, ...added] }];
}

/** None where there is no list. */
export function listAtPath(values: JsonObject, path: string): readonly Json[] {
  const found = fieldAt(values, ...path.split('.'));
  return found !== undefined && isList(found) ? found : [];
}
