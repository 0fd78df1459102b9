/** Checks Helm values against the values of their chart, in linear time. */
import { isObject, type Json, type JsonObject } from '../data/json.ts';
import type { Path } from '../fleet/parse/path.ts';
import { typeHint } from '../fleet/schema/issue-hints.ts';
import type { Issue } from '../fleet/schema/issues.ts';
import { DIRECTIVE } from '../fleet/schema/patch-directive.ts';
import { didYouMean } from '../text/did-you-mean.ts';
import { type ChartValues, namedKeys, type Shape, shapeBelow, typeOf, typesOf } from './shape.ts';

/** Keys that the chart does not have, except our directive, and values of another type than the chart has. `null` is always valid. */
export function wrongValues(values: JsonObject, chart: ChartValues): readonly Issue[] {
  return issuesIn(values, chart.values, [], chart);
}

function issuesIn(value: Json, shape: Shape, path: Path, chart: ChartValues): readonly Issue[] {
  if (value === null) return [];
  if (isObject(value) && typeof shape !== 'string')
    return Object.entries(value).flatMap(([key, inner]) => {
      if (key === DIRECTIVE) return [];
      const below = shapeBelow(shape, key);
      return below === undefined
        ? [unknownKey(key, shape, [...path, key], chart)]
        : issuesIn(inner, below, [...path, key], chart);
    });
  const types = typesOf(shape);
  return types.length === 0 || types.some((type) => isOfType(value, type))
    ? []
    : [wrongType(value, types, path, chart)];
}

function isOfType(value: Json, type: string): boolean {
  return type === 'scalar' ? typeof value !== 'object' : typeOf(value) === type;
}

function unknownKey(key: string, shape: Shape, path: Path, chart: ChartValues): Issue {
  const known = namedKeys(shape);
  return {
    at: 'key',
    path,
    code: 'unknown-key',
    message: `chart ${chart.chart} ${chart.version} has no value ${key} here`,
    hint: didYouMean(key, known) ?? inMaps(key, shape) ?? elsewhere(key, chart) ?? knownHere(known),
  };
}

const MOST_STEPS = 16;

/** For a key that is a path with dots, as in `helm --set`. */
function inMaps(key: string, shape: Shape): string | undefined {
  const steps = key.split('.', MOST_STEPS + 1);
  if (steps.length < 2 || steps.length > MOST_STEPS) return undefined;
  const end = steps.reduce<Shape | undefined>((at, step) => (at === undefined ? at : shapeBelow(at, step)), shape);
  return end === undefined ? undefined : `write it as maps: ${steps.join(': {')}: …${'}'.repeat(steps.length - 1)}`;
}

const MOST_NAMED = 16;

function knownHere(known: readonly string[]): string | undefined {
  return known.length > 0 && known.length <= MOST_NAMED ? `known here: ${known.join(', ')}` : undefined;
}

const MOST_PLACES = 3;

/** For a key in the wrong map: the maps in which the chart has it. */
function elsewhere(key: string, chart: ChartValues): string | undefined {
  const places = placesOf(chart).get(key) ?? [];
  return places.length > 0 && places.length <= MOST_PLACES ? `the chart has it as ${places.join(', ')}` : undefined;
}

const placesByChart = new WeakMap<ChartValues, ReadonlyMap<string, readonly string[]>>();

function placesOf(chart: ChartValues): ReadonlyMap<string, readonly string[]> {
  const before = placesByChart.get(chart);
  if (before !== undefined) return before;
  const places = new Map<string, string[]>();
  const note = (shape: Shape, path: string): void => {
    for (const key of namedKeys(shape)) {
      const place = `${path}${key}`;
      const known = places.get(key) ?? [];
      known.push(place);
      places.set(key, known);
      note(shapeBelow(shape, key) ?? 'any', `${place}.`);
    }
  };
  note(chart.values, '');
  placesByChart.set(chart, places);
  return places;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  list: 'a list',
  map: 'a map',
  number: 'a number',
  scalar: 'a single value',
  string: 'a string',
};

function wrongType(value: Json, types: readonly string[], path: Path, { chart, version }: ChartValues): Issue {
  const [only = '', ...more] = types;
  const hint = more.length === 0 && HINTED.has(only) ? typeHint(only, value, undefined) : undefined;
  const expected = types.map((type) => TYPE_NAMES[type] ?? type).join(' or ');
  return { at: 'value', path, code: 'wrong-type', message: `chart ${chart} ${version} expects ${expected} here`, hint };
}

/** Types of values that YAML can read differently from what was intended. */
const HINTED: ReadonlySet<string> = new Set(['boolean', 'number', 'string']);
