/** A change of input files that a command makes. It is checked in memory, and written together with the tree that it leads to. */
import type { Disk } from '../disk/disk.ts';
import type { PendingInput } from '../fleet/parse/input-files.ts';
import { Refusal } from '../program/refusal.ts';
import type { ChangedLines } from '../text/text-difference.ts';
import type { DescribedFleet } from './described-fleet.ts';

/** By path: what a file contains, and what it is going to contain; absent where there is no file. */
export type FileEdits = ReadonlyMap<string, { readonly before?: string; readonly after?: string }>;

export interface InputEdit {
  readonly files: FileEdits;
  /** What the input describes then. */
  readonly described: DescribedFleet;
  /** What is told of it with the plan; undefined where a new file is written, and the plan is told in short. */
  readonly told?: ToldEdit;
  /** New clusters that Argo CD knows already. */
  readonly registered?: readonly string[];
}

export interface ToldEdit {
  /** Of each file that stays. */
  readonly input: readonly EditedLines[];
  /** What is worth knowing, as sentences. */
  readonly notes: readonly string[];
}

export interface EditedLines extends ChangedLines {
  readonly file: string;
}

/** Files that are going to be written where there are none. */
export function newFiles(files: Iterable<readonly [path: string, text: string]>): FileEdits {
  return new Map([...files].map(([path, text]) => [path, { after: text }]));
}

export function pendingInput(files: FileEdits): PendingInput {
  return new Map([...files].map(([path, { after }]) => [path, after]));
}

/** Throws, and writes nothing, if a file is not as it was read: somebody may have saved it a moment ago. */
export function writeInput(disk: Disk, files: FileEdits): void {
  const changed = [...files].find(([path, { before }]) => disk.read(path) !== before);
  if (changed !== undefined)
    throw new Refusal(
      `${changed[0]} has changed since it was read; nothing was written\n  hint: run the command again`,
    );
  for (const [path, { after }] of files) {
    if (after === undefined) disk.remove(path);
    else disk.replace(path, after);
  }
}

/** A line for each file that was written. */
export function writtenFiles(files: FileEdits): string {
  return [...files].map(([path, { after }]) => `${after === undefined ? 'removed' : 'wrote'} ${path}`).join('\n');
}
