/**
 * A note, outside Git, that nothing has changed: which input and program the tree was last written from,
 * and the size and times of every file of ours then. While all of that is the same, there is nothing to generate and nothing to read.
 * It is only ever believed when it says that nothing changed; anything else leads to the full comparison. Deleting it costs one such run.
 */
import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_FOLDER } from './manifest.ts';

const FILE = `${STATE_FOLDER}/cache/stat.json`;

interface Cached {
  readonly fingerprint: string;
  /** Milliseconds. */
  readonly written: number;
  readonly paths: readonly string[];
  /** For each path: size, and milliseconds of the last change of its content and of its entry. */
  readonly stats: readonly number[];
}

/**
 * Git's rule for the same problem: a file that was changed about when it was looked at may change again within the clock's tick
 * and look the same. Such files make the note worthless, and it is written anew when they have settled.
 */
const SETTLED_MS = 2000;

/** How many files there are, when nothing has changed since the note was written; undefined when that cannot be told. */
export function unchangedSince(repo: string, fingerprint: string): number | undefined {
  const cached = read(repo);
  if (cached === undefined || cached.fingerprint !== fingerprint) return undefined;
  const { paths, stats, written } = cached;
  for (const [index, path] of paths.entries()) {
    const entry = lstatSync(join(repo, path), { throwIfNoEntry: false });
    const [size, modified, changed] = [stats[index * 3], stats[index * 3 + 1], stats[index * 3 + 2]];
    if (
      entry === undefined ||
      !entry.isFile() ||
      entry.size !== size ||
      entry.mtimeMs !== modified ||
      entry.ctimeMs !== changed
    )
      return undefined;
    if (Math.max(entry.mtimeMs, entry.ctimeMs) > written - SETTLED_MS) return undefined;
  }
  return paths.filter((path) => !path.startsWith(`${STATE_FOLDER}/`)).length;
}

/** Writes the note; the tree has just been compared and is as it should be. `now` is in milliseconds. */
export function rememberUnchanged(repo: string, fingerprint: string, paths: readonly string[], now: number): void {
  const stats = paths.flatMap((path) => {
    const entry = lstatSync(join(repo, path), { throwIfNoEntry: false });
    return entry === undefined ? [-1, 0, 0] : [entry.size, entry.mtimeMs, entry.ctimeMs];
  });
  const cached: Cached = { fingerprint, written: now, paths, stats };
  mkdirSync(join(repo, STATE_FOLDER, 'cache'), { recursive: true });
  writeFileSync(join(repo, FILE), JSON.stringify(cached));
}

/** Before the first write of a run: whatever happens then, the note is not to be believed. */
export function forgetUnchanged(repo: string): void {
  rmSync(join(repo, FILE), { force: true });
}

function read(repo: string): Cached | undefined {
  const path = join(repo, FILE);
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  try {
    const cached: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isCached(cached) ? cached : undefined;
  } catch {
    // Half written, or somebody else's: as good as none.
    return undefined;
  }
}

function isCached(value: unknown): value is Cached {
  return (
    typeof value === 'object' &&
    value !== null &&
    'fingerprint' in value &&
    'written' in value &&
    typeof value.written === 'number' &&
    'paths' in value &&
    Array.isArray(value.paths) &&
    'stats' in value &&
    Array.isArray(value.stats) &&
    value.stats.length === value.paths.length * 3
  );
}
