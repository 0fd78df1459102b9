/**
 * A cache, outside Git, of what is up to date: for each part of the manifest the digest of the input that it is generated from, and the
 * size and times of its files. While they are the same, nothing is generated and no file is read.
 * The cache is only used to skip work; any difference leads to the full comparison. Deleting it costs one full run.
 */
import { isObject } from '../data/json.ts';
import type { Disk } from '../disk/disk.ts';
import { isSettled } from '../disk/settled.ts';
import { CACHE_FOLDER } from '../disk/state-folder.ts';

const FILE = `${CACHE_FOLDER}/stat.json`;

/** One part of the manifest: a cluster, or something that all clusters share. */
export interface Part {
  /** Digest of the program and of the input that the part is generated from. */
  readonly from: string;
  readonly paths: readonly string[];
  /** For each path: size, and milliseconds of the last change of its content and of its entry. */
  readonly stats: readonly number[];
}

export interface Note {
  /** Milliseconds. */
  readonly written: number;
  /** Whether every part of the repository is in it. */
  readonly complete: boolean;
  readonly parts: Readonly<Record<string, Part>>;
}

const NOTHING: Note = { written: 0, complete: false, parts: {} };

/** The cache; empty when there is none, or when it cannot be read. */
export function readNote(disk: Disk): Note {
  const text = disk.read(FILE) ?? '';
  try {
    const note: unknown = JSON.parse(text);
    return isNote(note) ? note : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** Whether the files of a part are unchanged since they were recorded, and its input is the same. */
export function isUnchanged(disk: Disk, { parts, written }: Note, name: string, from: string): boolean {
  const part = parts[name];
  if (part === undefined || part.from !== from) return false;
  return part.paths.every((path, index) => {
    const stat = disk.stat(path);
    const [size, modified, changed] = part.stats.slice(index * 3, index * 3 + 3);
    return (
      stat !== undefined &&
      stat.size === size &&
      stat.modified === modified &&
      stat.changed === changed &&
      isSettled([stat.modified, stat.changed], written)
    );
  });
}

/** The entry of a part that was just compared and is up to date. */
export function notePart(disk: Disk, from: string, paths: readonly string[]): Part {
  const stats = paths.flatMap((path) => {
    const stat = disk.stat(path);
    return stat === undefined ? [-1, 0, 0] : [stat.size, stat.modified, stat.changed];
  });
  return { from, paths, stats };
}

export function writeNote(disk: Disk, note: Note): void {
  disk.replace(FILE, JSON.stringify(note));
}

function isNote(value: unknown): value is Note {
  if (
    !isObject(value) ||
    typeof value.written !== 'number' ||
    typeof value.complete !== 'boolean' ||
    !isObject(value.parts)
  )
    return false;
  return Object.values(value.parts).every(
    (part) =>
      isObject(part) &&
      typeof part.from === 'string' &&
      Array.isArray(part.paths) &&
      part.paths.every((path) => typeof path === 'string') &&
      Array.isArray(part.stats) &&
      part.stats.every((stat) => typeof stat === 'number') &&
      part.stats.length === part.paths.length * 3,
  );
}
