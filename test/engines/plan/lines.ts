/** How the plan and what happened are written, to be compared: a line for each thing that an engine does. */
import { isObject, type Json } from '../../../generator/data/json.ts';
import type { FieldChange } from '../../../generator/plan/difference/fields.ts';
import type { Fate } from '../../../generator/plan/difference/objects.ts';
import { pathText } from '../../../generator/plan/difference/path-text.ts';

/** `where` is a cluster, and `key` that of an object. */
export function fateLine(where: string, fate: Fate, key: string): string {
  return `${where}: ${fate} ${key}`;
}

/** One for each field. */
export function fieldLines(where: string, what: string, fields: readonly FieldChange[]): readonly string[] {
  return fields.map(({ path, before, after }) => {
    return `${where}: changed ${what} ${pathText(path)}: ${text(before)} → ${text(after)}`;
  });
}

/** The same for the same data: an API server gives the keys of a map in an order of its own. */
function text(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value, (_, part: Json) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part,
  );
}

export function syncLine(where: string, key: string): string {
  return `${where}: syncs ${key}`;
}

export function isSyncLine(line: string): boolean {
  return /^[^:]+: syncs /.test(line);
}

/** Deleted, and made again. */
export function replacedLine(where: string, key: string): string {
  return `${where}: replaced ${key}`;
}

interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
}

export function releaseLines(
  where: string,
  before: Release | undefined,
  after: Release | undefined,
): readonly string[] {
  const said = (release: Release | undefined): string =>
    release === undefined ? 'nothing' : `${release.chart} ${release.version.replace(/^v/, '')}`;
  const one = after ?? before;
  if (one === undefined || said(before) === said(after)) return [];
  return [`${where}: release ${one.namespace}/${one.name}: ${said(before)} → ${said(after)}`];
}
