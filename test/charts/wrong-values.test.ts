/** Values of every chart: what it takes is accepted, and what it does not take is told where it stands. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartValues } from '../../generator/charts/chart-values.ts';
import {
  type ChartValues,
  namedKeys,
  OTHER_KEYS,
  type Shape,
  shapeBelow,
  typesOf,
} from '../../generator/charts/shape.ts';
import { wrongValues } from '../../generator/charts/wrong-values.ts';
import { CHARTS } from '../../generator/components/charts.ts';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { arbitraryValues } from './arbitrary-values.ts';

const charts = [...new Set(Object.values(CHARTS).map(({ name }) => name))].flatMap((name) => chartValues(name) ?? []);

interface Place {
  readonly chart: ChartValues;
  readonly path: readonly string[];
  readonly shape: Shape;
  /** Whether the map that it is in has no keys but those that are known. */
  readonly isClosed: boolean;
  readonly siblings: readonly string[];
}

const places: readonly Place[] = charts.flatMap((chart) => [...placesIn(chart, chart.values, [])]);

function* placesIn(chart: ChartValues, map: Shape, above: readonly string[]): Generator<Place> {
  if (typeof map === 'string') return;
  const siblings = namedKeys(map);
  for (const key of siblings) {
    const shape = shapeBelow(map, key) ?? 'any';
    const path = [...above, key];
    yield { chart, path, shape, isClosed: !Object.hasOwn(map, OTHER_KEYS), siblings };
    yield* placesIn(chart, shape, path);
  }
}

function nested(path: readonly string[], value: Json): JsonObject {
  const [first = '', ...rest] = path;
  return { [first]: rest.length === 0 ? value : nested(rest, value) };
}

const OF_TYPE: Readonly<Record<string, Json>> = {
  boolean: true,
  list: ['a'],
  map: { 'a.b': 1 },
  number: 5,
  string: 'five',
};

function isOneOf(type: string, types: readonly string[]): boolean {
  return types.includes(type) || (types.includes('scalar') && type !== 'list' && type !== 'map');
}

describe('values of a chart', () => {
  it('are known of every chart that a component has', () => {
    const names = new Set<string>(Object.values(CHARTS).map(({ name }) => name));
    expect(new Set(charts.map(({ chart }) => chart))).toEqual(names);
    expect(places.length).toBeGreaterThan(4000);
  });

  it.each(charts.map((chart) => [chart.chart, chart] as const))('are accepted where %s takes them', (_, chart) => {
    fc.assert(
      fc.property(arbitraryValues(chart.values, 4), (values) => {
        expect(wrongValues(values, chart)).toEqual([]);
      }),
    );
  });

  it('may be taken away at every key', () => {
    expect(places.flatMap(({ chart, path }) => wrongValues(nested(path, null), chart))).toEqual([]);
  });

  it('are told at a key with one letter changed, with the key that was meant', () => {
    const closed = places.filter(({ isClosed, path }) => isClosed && (path.at(-1)?.length ?? 0) > 3);
    fc.assert(
      fc.property(fc.constantFrom(...closed), fc.nat(), fc.constantFrom('q', 'Q', '_'), (place, at, letter) => {
        const { chart, path, siblings } = place;
        const key = path.at(-1) ?? '';
        const slip = `${key.slice(0, at % key.length)}${letter}${key.slice((at % key.length) + 1)}`;
        fc.pre(!siblings.includes(slip));
        const above = path.slice(0, -1);
        const [issue, ...more] = wrongValues(nested([...above, slip], 1), chart);
        expect(more).toEqual([]);
        expect(issue).toMatchObject({ at: 'key', code: 'unknown-key', path: [...above, slip] });
        expect(issue?.hint).toMatch(/^did you mean /);
      }),
      { numRuns: 500 },
    );
  });

  it('are told when their type is another, whatever the place', () => {
    const typed = places.filter(({ shape }) => typesOf(shape).length > 0);
    fc.assert(
      fc.property(fc.constantFrom(...typed), fc.constantFrom(...Object.keys(OF_TYPE)), (place, type) => {
        const { chart, path, shape } = place;
        fc.pre(type !== 'map' || typeof shape === 'string');
        const found = wrongValues(nested(path, OF_TYPE[type] ?? null), chart);
        const expected = isOneOf(type, typesOf(shape)) ? [] : [{ at: 'value', code: 'wrong-type', path }];
        expect(found.map(({ at, code, path: where }) => ({ at, code, path: where }))).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
