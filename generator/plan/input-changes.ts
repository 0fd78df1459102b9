/** Which fields of an input file differ, and the file with one of them as it was. */
import { parseDocument } from '../data/documents.ts';
import { isObject, type Json, type JsonObject } from '../data/json.ts';
import { changedAt } from '../fleet/edit/changed-value.ts';
import { GROUPS, groupNames, indexed } from '../fleet/parse/field-text.ts';
import type { InputDocument } from '../fleet/parse/input-document.ts';
import { valueAt } from '../fleet/resolve/said.ts';
import { withField } from '../layers/origin.ts';
import { fieldChanges, wholeLists } from './difference/fields.ts';
import type { InputChange } from './plan.ts';

/** Down to plain values and lists, and into groups, which are named by their names; a file that is new is one change. */
export function inputChanges(document: InputDocument, before: string | undefined): readonly InputChange[] {
  if (before === undefined) return [{ file: document.file, line: 1, path: [] }];
  const parsed = parseDocument(before);
  const old: JsonObject = isObject(parsed) ? parsed : {};
  const sides = hasAllGroups(document.value, old) ? [old, document.value].map(withGroupsByName) : [old, document.value];
  const [from = {}, to = {}] = sides;
  return fieldChanges(from, to, [], wholeLists).map(({ path, ...change }) => ({
    file: document.file,
    ...(change.after === undefined ? {} : { line: document.position(indexed(document.value, path)).line }),
    path,
    ...change,
  }));
}

/** The file without the change, if it is one of this file. */
export function takenBack(document: InputDocument, change: InputChange | undefined): InputDocument {
  if (change === undefined || document.file !== change.file) return document;
  return withField(document, indexed(document.value, change.path), change.before);
}

/** Whether the groups that there were are all there, in their order: then one can be put back without the others. */
function hasAllGroups(now: Json, before: Json): boolean {
  const [names, former] = [groupNames(now), groupNames(before)];
  if (names === undefined || former === undefined) return false;
  const kept = names.filter((name) => former.includes(name));
  return kept.length === former.length && kept.every((name, index) => name === former[index]);
}

function withGroupsByName(value: Json): Json {
  const names = groupNames(value) ?? [];
  const byName = names.map((name, index) => [name, valueAt(value, [...GROUPS, index]) ?? null]);
  return changedAt(value, GROUPS, Object.fromEntries(byName));
}
