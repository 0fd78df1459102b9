/** The program that a repository carries, and its replacement. */
import { basename } from 'node:path';
import { type Disk, openDisk } from '../../disk/disk.ts';
import type { Content } from '../../disk/open-file.ts';
import { carriedBy, carriedFiles, carriedPath, LOCK_FILE, PACKAGE_FILE } from '../../package/package-files.ts';
import { type PackedProgram, readPackedProgram } from '../../package/packed-program.ts';
import { Refusal } from '../../program/refusal.ts';
import { withLock } from '../../tree/lock.ts';

export interface CarriedProgram extends PackedProgram {
  readonly path: string;
}

/** Undefined when the spec names no carried file, or one that is not there or broken: an upgrade is what mends it. */
export function carriedProgram(disk: Disk, spec: string | undefined): CarriedProgram | undefined {
  const path = spec === undefined ? undefined : carriedBy(spec);
  const content = path === undefined ? undefined : contentOf(disk, path);
  if (path === undefined || content === undefined) return undefined;
  try {
    return { ...readPackedProgram(content, path), path };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Returns what puts everything back as it was. */
export async function replaceProgram(
  repo: string,
  present: CarriedProgram | undefined,
  next: PackedProgram,
): Promise<() => Promise<void>> {
  const disk = openDisk(repo);
  const files = carriedFiles(next, {
    name: basename(repo),
    package: disk.read(PACKAGE_FILE),
    lock: disk.read(LOCK_FILE),
  });
  const removed = present === undefined || present.path === carriedPath(next) ? [] : [present.path];
  const before = new Map([...files.keys(), ...removed].map((path) => [path, contentOf(disk, path)]));
  const after = new Map<string, Content | undefined>([...files, ...removed.map((path) => [path, undefined] as const)]);
  const undo = (): Promise<void> => withLock(repo, () => put(disk, before));
  try {
    await withLock(repo, () => put(disk, after));
  } catch (error) {
    await undo();
    throw error;
  }
  return undo;
}

/** In this order: package.json names no file that is not there yet, or not any more. */
function put(disk: Disk, contents: ReadonlyMap<string, Content | undefined>): void {
  for (const [path, content] of contents) if (content !== undefined) disk.replace(path, content);
  for (const [path, content] of contents) if (content === undefined) disk.remove(path);
}

/** A copy: what is looked at is valid only until something else is. */
function contentOf(disk: Disk, path: string): Uint8Array | undefined {
  const found = disk.look(path);
  return found.kind === 'file' ? Uint8Array.from(found.content) : undefined;
}
