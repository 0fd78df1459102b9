/** The folders between the root of a repository and its files: each is inspected once, and a link is never followed. */
import { lstatSync, mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DiskError, inWords, kindOf, type Obstruction, obstructed, systemCode } from './disk-error.ts';

export type FolderState = 'absent' | 'folder' | Obstruction;

export interface Folders {
  state(folder: string): FolderState;
  /** Call it for a folder that the listing of the folder above shows: that inspects it as well. */
  saw(folder: string): void;
  /** Creates missing folders. Throws a DiskError if something else is at the path of a folder. */
  make(folder: string): void;
  /** Call it after a folder was removed. */
  forget(folder: string): void;
}

/** Folders are relative to the repository; `.` is the root, which may be a link, because the user has named it on the command line. */
export function foldersOf(repo: string): Folders {
  const known = new Map<string, FolderState>();

  const look = (folder: string): FolderState => {
    if (folder === '.') return rootState(repo);
    const above = state(dirname(folder));
    return above === 'folder' ? stateOf(entryAt(repo, folder), folder) : above;
  };
  const state = (folder: string): FolderState => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const found = look(folder);
    known.set(folder, found);
    return found;
  };
  const make = (folder: string): void => {
    const found = state(folder);
    if (found === 'folder') return;
    if (found !== 'absent') throw obstructed(found);
    if (folder !== '.') make(dirname(folder));
    // Another process may have made it a moment ago, and removed it since, as the folder of a lock.
    while (isThere(folder)) {
      known.delete(folder);
      const now = state(folder);
      if (now === 'folder') return;
      if (now !== 'absent') throw obstructed(now);
    }
    known.set(folder, 'folder');
  };
  /** Whether it cannot be created, because something is there already. */
  const isThere = (folder: string): boolean => {
    try {
      mkdirSync(join(repo, folder), { recursive: folder === '.' });
      return false;
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return true;
      throw inWords(error, folder);
    }
  };
  return { state, make, saw: (folder) => known.set(folder, 'folder'), forget: (folder) => known.delete(folder) };
}

function rootState(repo: string): 'absent' | 'folder' {
  let entry: Stats | undefined;
  try {
    entry = statSync(repo, { throwIfNoEntry: false });
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') throw noFolder(repo);
    throw inWords(error, repo);
  }
  if (entry === undefined) return 'absent';
  if (!entry.isDirectory()) throw noFolder(repo);
  return 'folder';
}

function noFolder(repo: string): DiskError {
  return new DiskError(
    repo,
    'ENOTDIR',
    'is not a folder',
    'use the folder of a fleet repository, or one that does not exist yet',
    2,
  );
}

/** What is at a path, without following a link; undefined when nothing is, or the name is longer than the system allows. */
export function entryAt(repo: string, path: string): Stats | undefined {
  try {
    return lstatSync(join(repo, path), { throwIfNoEntry: false });
  } catch (error) {
    if (systemCode(error) === 'ENAMETOOLONG') return undefined;
    throw inWords(error, path);
  }
}

function stateOf(entry: Stats | undefined, at: string): FolderState {
  if (entry === undefined) return 'absent';
  if (entry.isDirectory()) return 'folder';
  return { kind: kindOf(entry), at };
}
