/** The shape of the values of a chart: the keys of every map, and the types of all other values. */
import { isList, isObject, type Json } from '../data/json.ts';

/**
 * Types, as `number` or `number|string`, or the keys of a map. `any` is any value, `map` is a map with any keys, and `scalar` is
 * a string, a number, `true` or `false`.
 * The key `*` stands for all other keys: a map with it can have any keys. `null` is allowed everywhere, because it removes a
 * value in Helm.
 */
export type Shape = string | ShapeOfMap;

export interface ShapeOfMap {
  readonly [key: string]: Shape;
}

/** The data of one version of a chart. */
export interface ChartValues {
  readonly chart: string;
  readonly version: string;
  readonly values: ShapeOfMap;
}

export const OTHER_KEYS = '*';

/** The shape of what a key of a map leads to; undefined where a map of this shape has no such key. */
export function shapeBelow(shape: Shape, key: string): Shape | undefined {
  if (typeof shape === 'string') return 'any';
  if (key !== OTHER_KEYS && Object.hasOwn(shape, key)) return shape[key];
  return shape[OTHER_KEYS];
}

/** The keys that a map of this shape has by name. */
export function namedKeys(shape: Shape): readonly string[] {
  return typeof shape === 'string' ? [] : Object.keys(shape).filter((key) => key !== OTHER_KEYS);
}

/** The types that a value of this shape may have; none where it may have any. */
export function typesOf(shape: Shape): readonly string[] {
  if (typeof shape !== 'string') return ['map'];
  return shape === 'any' ? [] : shape.split('|');
}

/** The type of a value in the words of shapes. */
export function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return 'list';
  return isObject(value) ? 'map' : typeof value;
}
