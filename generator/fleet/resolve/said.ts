/** What a file says, as the paths of its leaves, relative to the map that holds `components`. */
import { isList, isObject, type Json } from '../../data/json.ts';
import type { Path } from '../parse/path.ts';
import type { Layer } from './layer.ts';

export interface SaidLeaf {
  /** Of a list of plain values this is its first one. */
  readonly path: Path;
  /** The part of the path that a file below replaces as a whole: a list, or all of it. */
  readonly decided: Path;
  readonly value: Json;
}

/** The leaves below a path; none where the file says nothing there. What is an empty map below a component says nothing either. */
export function saidBelow(layer: Layer, path: Path): readonly SaidLeaf[] {
  const value = valueAt(layer.document.value, [...layer.path, ...path]);
  return value === undefined ? [] : leaves(value, path);
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((inner, step) => {
    if (isList(inner)) return inner[Number(step)];
    return isObject(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined;
  }, value);
}

/** The fields of a document, down to plain values and lists of them. */
export function fieldsBelow(value: Json, path: Path = []): readonly Path[] {
  if (isList(value) && value.some((item) => typeof item === 'object' && item !== null))
    return value.flatMap((item, index) => fieldsBelow(item, [...path, index]));
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => fieldsBelow(inner, [...path, key]));
  return [path];
}

function leaves(value: Json, path: Path, decided?: Path): readonly SaidLeaf[] {
  if (isList(value) && value.length > 0) {
    const list = decided ?? path;
    return value.some((item) => typeof item === 'object' && item !== null)
      ? value.flatMap((item, index) => leaves(item, [...path, index], list))
      : [{ path: [...path, 0], decided: list, value }];
  }
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key], decided));
  return [{ path, decided: decided ?? path, value }];
}
