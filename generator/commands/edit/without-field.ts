/** The input without a field, and without what would be left empty around it. */
import { isDeepStrictEqual } from 'node:util';
import { componentsOf } from '../../custom/components-of.ts';
import { isEqual } from '../../data/json.ts';
import { loadFleet } from '../../fleet/load.ts';
import type { Fleet } from '../../fleet/model.ts';
import { parseInput } from '../../fleet/parse/document.ts';
import type { Path } from '../../fleet/parse/path.ts';
import { valueAt } from '../../fleet/resolve/said.ts';
import { type FileEdits, pendingInput } from '../input-edit.ts';
import { type Editing, editFile } from './edit-input.ts';
import type { Target } from './target.ts';

/** A map or list that holds nothing else goes too, if the input then describes the same fleet. Or why it cannot be removed. */
export function withoutField(editing: Editing, { level, path, setting }: Target): FileEdits | string {
  let edits: readonly { readonly path: Path }[] = [{ path }];
  let files = editFile(editing, level.file, edits);
  for (let outer = path.slice(0, -1); outer.length > level.path.length; outer = outer.slice(0, -1)) {
    if (typeof files === 'string' || !isEmptyIn(files.get(level.file)?.after, outer)) break;
    edits = [...edits, { path: outer }];
    const next = editFile(editing, level.file, edits);
    if (typeof next === 'string') break;
    if (
      !isHelmValue(setting, outer.length - level.path.length) &&
      !isSame(described(editing, files), described(editing, next))
    )
      break;
    files = next;
  }
  return files;
}

/** Whether the input describes the same fleet with the edits. */
export function changesNothing(editing: Editing, files: FileEdits): boolean {
  return isDeepStrictEqual(editing.opened.fleet, described(editing, files));
}

function isEmptyIn(text: string | undefined, path: Path): boolean {
  const value = valueAt(parseInput('', Buffer.from(text ?? '')).document?.value, path);
  return value !== undefined && (isEqual(value, {}) || isEqual(value, []));
}

/** An empty map of Helm values says nothing. */
function isHelmValue([first, , field]: Path = [], length: number): boolean {
  return first === 'components' && field === 'values' && length >= 3;
}

/** What must not be empty is better left out. */
function isSame(withEmpty: Fleet | undefined, without: Fleet | undefined): boolean {
  return withEmpty === undefined || isDeepStrictEqual(withEmpty, without);
}

function described({ options }: Editing, files: FileEdits): Fleet | undefined {
  return loadFleet(options.repo, componentsOf, () => [], pendingInput(files)).fleet;
}
