/** What nobody writes, and anybody could: values of another type, and names of what every JavaScript object has. */
import { isList, isObject, type Json } from '../generator/data/json.ts';

const ODD: readonly Json[] = [
  { toString: 'x', valueOf: 'x', constructor: 'x', length: 1 },
  'constructor',
  'hasOwnProperty',
  '',
  [],
  [null],
  -1,
  null,
];

/** Every value that differs from this one in a single place, where something odd is. */
export function* oddly(value: Json): Generator<Json> {
  yield* ODD;
  if (isList(value))
    for (const [index, item] of value.entries()) for (const odd of oddly(item)) yield value.with(index, odd);
  if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) for (const odd of oddly(item)) yield { ...value, [key]: odd };
    yield { ...value, toString: 'x' };
  }
}
