/** Generated objects as plain data, and what is in them. */
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';

export const toJson = (value: object): JsonObject => JSON.parse(JSON.stringify(value));

/** Every value below a key, anywhere. */
export function below(value: Json | undefined, key: string): readonly Json[] {
  if (isList(value)) return value.flatMap((item) => below(item, key));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => [...(name === key ? [child] : []), ...below(child, key)]);
}
