/** A field of an input file as commands print it and take it: an item of the list of groups by its name. */
import { isList, isObject, type Json } from '../../data/json.ts';
import type { InputDocument } from './input-document.ts';
import type { Path } from './path.ts';
import { dotted } from './positioned-document.ts';

/** The list whose items settings are said below. */
export const GROUPS: Path = ['spec', 'groups'];

/** `file:line spec.groups.aws.storageClass`. */
export function placeText(document: InputDocument, path: Path): string {
  return `${document.file}:${document.position(path).line} ${dotted(named(document.value, path))}`;
}

/** The path with the name of a group in place of its index. */
export function named(value: Json, path: Path): Path {
  const name = groupNames(value)?.[indexIn(path) ?? -1];
  return name === undefined ? path : [...GROUPS, name, ...path.slice(GROUPS.length + 1)];
}

/** The path with the index of a group in place of its name; the same path where the file has no such group. */
export function indexed(value: Json, path: Path): Path {
  if (!isInGroup(path) || indexIn(path) !== undefined) return path;
  const index = groupNames(value)?.indexOf(String(path[GROUPS.length])) ?? -1;
  return index < 0 ? path : [...GROUPS, index, ...path.slice(GROUPS.length + 1)];
}

/** The steps from the top of a file to the map that holds `components`, which the path leads into. */
export function levelOf(path: Path): Path {
  const isBelow = path[0] === 'spec' && (path[1] === 'environments' || path[1] === 'groups');
  return path.slice(0, isBelow ? GROUPS.length + 1 : 1);
}

/** In the file's order; undefined where the list cannot be read, or two items have one name. */
export function groupNames(value: Json): readonly string[] | undefined {
  const groups = GROUPS.reduce<Json | undefined>((at, step) => (isObject(at) ? at[step] : undefined), value);
  if (groups === undefined) return [];
  if (!isList(groups)) return undefined;
  const names = groups.flatMap((group) => (isObject(group) && typeof group.name === 'string' ? [group.name] : []));
  return new Set(names).size === groups.length ? names : undefined;
}

function isInGroup(path: Path): boolean {
  return path.length > GROUPS.length && GROUPS.every((step, index) => path[index] === step);
}

function indexIn(path: Path): number | undefined {
  const step = path[GROUPS.length];
  return isInGroup(path) && typeof step === 'number' ? step : undefined;
}
