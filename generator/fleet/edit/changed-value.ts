import { isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import type { Path } from '../parse/path.ts';

/** A value with another value at a path, or without the field if undefined. Maps on the way are made where they are missing. */
export function changedAt(value: Json, [step, ...rest]: Path, field: Json | undefined): Json {
  if (step === undefined) return field ?? null;
  if (isList(value))
    return value.flatMap((item, index) =>
      index !== Number(step) ? [item] : rest.length === 0 && field === undefined ? [] : [changedAt(item, rest, field)],
    );
  const { [step]: inner = null, ...others }: JsonObject = isObject(value) ? value : {};
  return rest.length === 0 && field === undefined ? others : { ...others, [step]: changedAt(inner, rest, field) };
}
