/** Random Helm values that a chart takes, from what was read of it: some of its keys, and anything where it is free. */
import fc, { type Arbitrary } from 'fast-check';
import { chartValues } from '../../generator/charts/chart-values.ts';
import {
  namedKeys,
  OTHER_KEYS,
  type Shape,
  type ShapeOfMap,
  shapeBelow,
  typesOf,
} from '../../generator/charts/shape.ts';
import type { Json, JsonObject } from '../../generator/data/json.ts';

/** The shape of the values of a chart that was read. */
export function shapeOfChart(chart: string): ShapeOfMap {
  const known = chartValues(chart);
  if (known === undefined) throw new Error(`the values of chart ${chart} were not read`);
  return known.values;
}

const anything: Arbitrary<Json> = fc.constantFrom<Json>(null, 'on', 3, true, [1, { b: null }], { a: [{}] });
/** Keys that YAML and JavaScript could take for something else. */
const oddKey = fc.constantFrom('yes', '1_000', '1', 'a.b', '*', 'toString', 'null');
const mapOf = (value: Arbitrary<Json>): Arbitrary<JsonObject> =>
  fc.dictionary(oddKey, value, { maxKeys: 2, noNullPrototype: true });
const freeMap = mapOf(anything);
const scalar: Arbitrary<Json> = fc.constantFrom<Json>('', 'on', 3, false);

const OF_TYPE: Readonly<Record<string, Arbitrary<Json>>> = {
  boolean: fc.boolean(),
  list: fc.array(anything, { maxLength: 2 }),
  map: freeMap,
  number: fc.nat(9),
  scalar,
  string: fc.constantFrom('', 'on', 'a b'),
};

/** At most `most` keys of each map. */
export function arbitraryValues(shape: ShapeOfMap, most = 2): Arbitrary<JsonObject> {
  const keys = namedKeys(shape);
  return fc
    .tuple(
      fc.subarray([...keys], { maxLength: Math.min(most, keys.length) }),
      Object.hasOwn(shape, OTHER_KEYS) ? mapOf(arbitraryValue(shape[OTHER_KEYS] ?? 'any', most)) : fc.constant({}),
    )
    .chain(([chosen, others]) =>
      fc
        .record(Object.fromEntries(chosen.map((key) => [key, arbitraryValue(shapeBelow(shape, key) ?? 'any', most)])))
        .map((own) => ({
          ...withoutKeys(others, keys),
          ...Object.fromEntries(Object.entries(own)),
        })),
    );
}

function arbitraryValue(shape: Shape, most: number): Arbitrary<Json> {
  const own =
    typeof shape === 'string'
      ? fc.oneof(...(shape === 'any' ? [anything] : typesOf(shape).map((type) => OF_TYPE[type] ?? anything)))
      : arbitraryValues(shape, most);
  return fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 9, arbitrary: own });
}

function withoutKeys(map: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
