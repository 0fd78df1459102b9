/**
 * What has been done by hand to generated files since a commit. Each of them must say what the input generates, or what it said in the
 * commit: then it is generated already, or still has to be. So the author may commit the generated files, some of them, or none. Of the
 * lists of the manifest, each line must.
 */

import { algorithmOf, contentId } from '../data/content-id.ts';
import type { Disk } from '../disk/disk.ts';
import type { Obstruction } from '../disk/disk-error.ts';
import { isSameText } from '../text/line-endings.ts';
import { isManifestFile, listedHashes } from './manifest.ts';
import type { Comparison } from './reconcile.ts';

/**
 * - `deleted`: the input generates it, the commit has it, and it is gone.
 * - `edited`: somebody changed it after it was generated.
 * - `outdated`: generated from an earlier input or by another version of the program, or edited together with its line in the list.
 * - `obstructed`: something that is no file is in its place, or no folder on the way to it, which is then the path.
 */
export type ByHand =
  | { readonly path: string; readonly reason: 'deleted' | 'edited' | 'outdated' }
  | { readonly path: string; readonly reason: 'obstructed'; readonly kind: Obstruction['kind'] };

/** A commit, as far as it matters here. */
export interface Before {
  /** The id of the content of each regular file, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Contents, by id. */
  read(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** Sorted by path. Line endings do not count. */
export async function byHand(disk: Disk, comparison: Comparison, before: Before): Promise<readonly ByHand[]> {
  const paths = [...notAsGenerated(comparison), ...(await leftover(comparison, before))];
  const looks = paths.map((path) => ({ path, seen: look(disk, path, comparison, before.files.get(path)) }));
  const differing = looks.filter(({ seen }) => seen === 'differs').map(({ path }) => path);
  const contents = await before.read(differing.flatMap((path) => before.files.get(path) ?? []));
  const reason = reasonsOf(comparison);
  const found = [
    ...looks.flatMap(({ seen }) => (typeof seen === 'object' ? [seen] : [])),
    ...differing
      .filter((path) => !says(disk, path, [wanted(comparison, path), contents.get(before.files.get(path) ?? '')]))
      .map((path): ByHand => ({ path, reason: reason(path) })),
  ];
  // Many files may lie behind one link.
  return [...new Map(found.map((one) => [one.path, one])).values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `differs`: the content is not, byte for byte, that of the commit. */
function look(disk: Disk, path: string, comparison: Comparison, id: string | undefined): ByHand | 'differs' | 'fine' {
  const here = disk.look(path);
  switch (here.kind) {
    case 'obstructed':
      return { path: here.by.at, reason: 'obstructed', kind: here.by.kind };
    case 'absent':
      return id === undefined || wanted(comparison, path) === undefined ? 'fine' : { path, reason: 'deleted' };
    case 'file':
      return id !== undefined && contentId(here.content, algorithmOf(id)) === id ? 'fine' : 'differs';
  }
}

function reasonsOf({ changed, removed, manifest, obstacles }: Comparison): (path: string) => 'edited' | 'outdated' {
  const written = new Set([...changed, ...removed, ...manifest]);
  for (const { path } of obstacles) written.delete(path);
  return (path) => (written.has(path) ? 'outdated' : 'edited');
}

/** Whether a file says what it may: one of two texts. */
function says(disk: Disk, path: string, texts: readonly (Uint8Array | undefined)[]): boolean {
  const here = disk.look(path);
  if (here.kind !== 'file') return false;
  const { content } = here;
  if (texts.some((text) => text !== undefined && isSameText(text, content))) return true;
  return isManifestFile(path) && isMixture(content, texts);
}

/**
 * Whether a list has in each of its lines what one of two lists has. It is of many files: the merge of a change that brings its
 * generated files with another that does not, makes such a list.
 */
function isMixture(content: Uint8Array, texts: readonly (Uint8Array | undefined)[]): boolean {
  const here = hashesIn(content);
  const others = texts.map((text = new Uint8Array()) => hashesIn(text));
  const paths = [here, ...others].flatMap((lines) => [...lines.keys()]);
  return paths.every((path) => others.some((lines) => lines.get(path) === here.get(path)));
}

function hashesIn(list: Uint8Array): ReadonlyMap<string, string> {
  return listedHashes(Buffer.from(list).toString('utf8'));
}

function notAsGenerated({ created, changed, removed, kept, manifest }: Comparison): readonly string[] {
  return [...created, ...changed, ...removed, ...kept, ...manifest];
}

/** What was generated when the commit was made, no longer is, and is in no list here. */
async function leftover({ parts, removed, kept }: Comparison, before: Before): Promise<readonly string[]> {
  const lists = [...before.files].filter(([path]) => isManifestFile(path)).map(([, id]) => id);
  const contents = await before.read(lists);
  const known = new Set([...[...parts.values()].flat(), ...removed, ...kept]);
  return [...contents.values()].flatMap((list) => [...hashesIn(list).keys()]).filter((path) => !known.has(path));
}

/** The text of a file that is not as the input generates it. */
function wanted({ writes, shards }: Comparison, path: string): Buffer | undefined {
  const text = writes.get(path) ?? shards.get(path);
  return text === undefined ? undefined : Buffer.from(text);
}
