/** The settings in a file, as paths of leaves relative to the map that contains `components`. */
import { isList, isObject, type Json } from '../../data/json.ts';
import type { Path } from '../parse/path.ts';
import { wholeAt } from '../schema/whole-maps.ts';
import type { Layer } from './layer.ts';

export interface SaidLeaf {
  /** For a list of plain values: of its first item. */
  readonly path: Path;
  /** The part of the path that a lower file replaces as a whole: up to a list or a map that is one, or the whole path. */
  readonly decided: Path;
  readonly value: Json;
}

/** The leaves below a path; none if the file sets nothing there. An empty map below a component sets nothing either. */
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
  return [{ path, decided: decided ?? wholeAt(path) ?? path, value }];
}
