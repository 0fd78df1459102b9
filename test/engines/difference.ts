/** Where two pieces of data differ, as lines that a person can read. */
import { isEqual, isList, isObject, type Json } from '../../generator/data/json.ts';

/**
 * Every path where `found` lacks or changes something of `wanted`; what it has besides is not looked at.
 * An empty list or map that is gone is not lacking: the API server leaves them out of what it keeps.
 */
export function lacking(wanted: Json, found: Json | undefined, path: string): readonly string[] {
  return walk(wanted, found, path, false);
}

/** Every path where the two differ. */
export function differences(wanted: Json, found: Json | undefined, path: string): readonly string[] {
  return walk(wanted, found, path, true);
}

function walk(wanted: Json, found: Json | undefined, path: string, isExact: boolean): readonly string[] {
  if (isObject(wanted) && isObject(found)) {
    const keys = Object.keys(isExact ? { ...wanted, ...found } : wanted);
    return keys.flatMap((key) => both(wanted[key], found[key], `${path}.${key}`, isExact));
  }
  if (isList(wanted) && isList(found) && wanted.length === found.length) {
    return wanted.flatMap((value, index) => both(value, found[index], `${path}[${index}]`, isExact));
  }
  return both(wanted, found, path, isExact);
}

function both(wanted: Json | undefined, found: Json | undefined, path: string, isExact: boolean): readonly string[] {
  if (wanted === undefined || found === undefined) {
    const isSame = wanted === found || (!isExact && isEmpty(wanted));
    return isSame ? [] : [differs(wanted, found, path)];
  }
  if (isEqual(wanted, found)) return [];
  const canWalk =
    (isObject(wanted) && isObject(found)) || (isList(wanted) && isList(found) && wanted.length === found.length);
  return canWalk ? walk(wanted, found, path, isExact) : [differs(wanted, found, path)];
}

function isEmpty(value: Json | undefined): boolean {
  return (isList(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
}

function differs(wanted: Json | undefined, found: Json | undefined, path: string): string {
  return `${path}: ${text(wanted)} is wanted, ${text(found)} is there`;
}

function text(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const json = JSON.stringify(value);
  return json.length > 160 ? `${json.slice(0, 160)}…` : json;
}
