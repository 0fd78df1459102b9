/**
 * Compares the generated files with a repository: what to create, change and remove, and which paths hold something else.
 * Comparing writes nothing. Applying first records in a journal what it is going to write: a run that is killed has written only some
 * of its files, and the next run recognises them by the hashes in the journal.
 */
import type { Disk } from '../disk/disk.ts';
import type { Obstruction } from '../disk/disk-error.ts';
import type { Found } from '../disk/open-file.ts';
import { isSameText, withLineFeeds } from '../text/line-endings.ts';
import { strayFiles } from './copies.ts';
import type { FileTree } from './file-tree.ts';
import { partOf } from './layout.ts';
import { contentHash, formatShards, manifestFiles, readShard } from './manifest.ts';
import { bearsMark, hasConflict } from './mark.ts';
import { forgetPending, notePending, type Pending, readPending } from './pending.ts';

/**
 * - `edited`: a generated file that was changed by hand.
 * - `conflicted`: a generated file in which Git has marked a conflict.
 * - `copied`: a generated file of another path or another time, that was perhaps changed by hand.
 * - `foreign`: a file of the user at the path of a generated file.
 * - `obstructed`: something other than a file at the path of a generated file, or something other than a folder on the way to it.
 */
export type Obstacle =
  | { readonly path: string; readonly why: 'edited' | 'conflicted' | 'copied' | 'foreign' }
  | { readonly path: string; readonly why: 'obstructed'; readonly by: Obstruction };

export interface Comparison {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
  /** Every path that is ours, by the part of the manifest that lists it. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
  readonly obstacles: readonly Obstacle[];
  /** No longer generated, and edited by hand: they stay, and are not in the manifest any more. */
  readonly kept: readonly string[];
  /** Files of the manifest whose content must change. */
  readonly manifest: readonly string[];
  /** Text of everything to write, by path. */
  readonly writes: ReadonlyMap<string, string>;
  /** Text of every file that is changed or removed, as it was. */
  readonly former: ReadonlyMap<string, string>;
  /** What identifies the content of every path that is ours, once it is written. */
  readonly digests: ReadonlyMap<string, string>;
  readonly shards: ReadonlyMap<string, string>;
}

/** The state of the repository before a run. */
interface Before {
  readonly owned: ReadonlyMap<string, string>;
  readonly shards: ReadonlyMap<string, string>;
  readonly pending: Pending;
  /** Hashes of everything that the last run wrote, on every branch that was merged, wherever it is now. */
  readonly known: ReadonlySet<string>;
}

export interface CompareOptions {
  /** Parts of the manifest that are known to be up to date: their files are neither in the tree nor compared. */
  readonly settled?: ReadonlySet<string>;
  readonly onFile?: (count: number) => void;
}

export function compare(disk: Disk, tree: FileTree, { settled = new Set(), onFile }: CompareOptions = {}): Comparison {
  const before = readBefore(disk);
  const created: string[] = [];
  const changed: string[] = [];
  const obstacles: Obstacle[] = [];
  const writes = new Map<string, string>();
  const former = new Map<string, string>();
  const owned = new Map([...before.owned].filter(([path]) => settled.size > 0 && settled.has(ownPart(path))));
  let unchanged = owned.size;
  for (const { path, text } of tree) {
    if (settled.has(ownPart(path))) continue;
    const bytes = Buffer.from(text);
    refuseFault(path, bytes, owned);
    owned.set(path, contentHash(bytes));
    onFile?.(owned.size);
    const found = disk.look(path);
    const verdict = judge(found, bytes, path, before);
    if (verdict === 'unchanged') unchanged += 1;
    else {
      writes.set(path, text);
      if (found.kind === 'file') former.set(path, textOf(found.content));
      if (verdict === 'created') created.push(path);
      else changed.push(path);
      if (typeof verdict === 'object') obstacles.push(verdict);
    }
  }
  const orphans = [
    ...new Set([...before.owned.keys(), ...before.pending.keys(), ...strayFiles(disk, owned.keys(), before.owned)]),
  ]
    .filter((path) => !owned.has(path))
    .map((path) => {
      const found = disk.look(path);
      const fate = orphan(found, path, before);
      if (fate === 'removed' && found.kind === 'file') former.set(path, textOf(found.content));
      return { path, fate };
    });
  const parts = byPart(owned.keys());
  const shards = formatShards(parts, owned);
  return {
    created,
    changed,
    removed: orphans.filter(({ fate }) => fate === 'removed').map(({ path }) => path),
    unchanged,
    parts,
    obstacles,
    kept: orphans.filter(({ fate }) => fate === 'kept').map(({ path }) => path),
    manifest: differing(before.shards, shards),
    writes,
    former,
    digests: owned,
    shards,
  };
}

function textOf(content: Uint8Array): string {
  return Buffer.from(content).toString('utf8');
}

/** Throws for a file that the program must not write: an internal error. */
function refuseFault(path: string, bytes: Buffer, owned: ReadonlyMap<string, string>): void {
  if (owned.has(path)) throw new Error(`two generated files have the path ${path}`);
  if (!bearsMark(path, bytes)) throw new Error(notOurs(path));
}

function ownPart(path: string): string {
  const part = partOf(path);
  if (part === undefined) throw new Error(notOurs(path));
  return part;
}

function notOurs(path: string): string {
  return `${path} is not a file that generate may write`;
}

function byPart(paths: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const parts = new Map<string, string[]>();
  for (const path of paths) {
    const name = ownPart(path);
    const part = parts.get(name);
    if (part === undefined) parts.set(name, [path]);
    else part.push(path);
  }
  return parts;
}

/** Applies a comparison. Obstacles are overwritten: the caller has asked for it, or there are none. */
export function apply(disk: Disk, comparison: Comparison, onWrite: (count: number) => void = () => {}): void {
  const { writes, removed, manifest, shards } = comparison;
  notePending(disk, writes);
  let count = 0;
  for (const [path, text] of writes) {
    disk.replace(path, text);
    count += 1;
    onWrite(count);
  }
  for (const path of removed) disk.remove(path);
  for (const file of manifest) {
    const text = shards.get(file);
    if (text === undefined) disk.remove(file);
    else disk.replace(file, text);
  }
  forgetPending(disk);
}

function readBefore(disk: Disk): Before {
  const owned = new Map<string, string>();
  const known = new Set<string>();
  const shards = new Map<string, string>();
  for (const file of manifestFiles(disk)) {
    const text = withLineFeeds(disk.read(file) ?? '');
    shards.set(file, text);
    for (const [path, digest] of readShard(file, text)) {
      owned.set(path, digest);
      known.add(digest);
    }
  }
  return { owned, shards, pending: readPending(disk), known };
}

function judge(
  found: Found,
  wanted: Buffer,
  path: string,
  before: Before,
): 'unchanged' | 'created' | 'changed' | Obstacle {
  if (found.kind === 'absent') return 'created';
  if (found.kind === 'obstructed') return { path, why: 'obstructed', by: found.by };
  if (isSameText(wanted, found.content)) return 'unchanged';
  if (isOurs(found.content, path, before)) return 'changed';
  if (before.owned.has(path)) return { path, why: hasConflict(found.content) ? 'conflicted' : 'edited' };
  return { path, why: bearsMark(path, found.content) ? 'copied' : 'foreign' };
}

/** A file that an interrupted run created and that has other content now was never in the manifest: it stays, and is not counted as kept. */
function orphan(found: Found, path: string, before: Before): 'gone' | 'removed' | 'kept' {
  if (found.kind === 'absent') return 'gone';
  if (found.kind === 'file' && isOurs(found.content, path, before)) return 'removed';
  return before.owned.has(path) ? 'kept' : 'gone';
}

/**
 * Whether a run has written this content: the last completed run, or one that was interrupted later. It may be at another path since:
 * folders are renamed and copied.
 */
function isOurs(content: Uint8Array, path: string, { known, pending }: Before): boolean {
  const meant = pending.get(path);
  // A power failure can leave a new file empty. It contains no work of the user.
  if (meant !== undefined && content.length === 0) return true;
  const digest = contentHash(content);
  return (known.has(digest) || meant?.has(digest) === true) && bearsMark(path, content);
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const files = new Set([...before.keys(), ...after.keys()]);
  return [...files].filter((file) => before.get(file) !== after.get(file)).sort();
}
