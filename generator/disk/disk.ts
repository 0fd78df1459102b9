/**
 * The only module that reads and writes the files of a repository. Its content is untrusted, so no symbolic link below its root is
 * followed, only regular files are opened, and nothing is overwritten before it was read. A file is written to another path and then
 * renamed: it has its old or its new content, never a part of it, even if the process is killed or the disk is full.
 * Everything is synchronous: for tens of thousands of small files that is several times faster than promises.
 */
import { type Dirent, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inWords, kindOf, type Obstruction, obstructed, systemCode } from './disk-error.ts';
import { entryAt, type Folders, foldersOf } from './folders.ts';
import { ABSENT, type Content, type Found, fileReader, writeNew } from './open-file.ts';
import { CACHE_FOLDER } from './state-folder.ts';

export interface Stat {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds: when the content was last changed. */
  readonly modified: number;
  /** Milliseconds: when the content, the name or the permissions were last changed. */
  readonly changed: number;
}

export interface Entry {
  readonly path: string;
  readonly kind: Obstruction['kind'];
}

/** Paths are relative to the repository, with `/`. Every method throws a DiskError if the file system reports an error. */
export interface Disk {
  /** The content is valid until the next call. */
  look(path: string): Found;
  /** The text of a file; undefined when it is absent. Throws when something else is there. */
  read(path: string): string | undefined;
  /** Undefined unless a regular file is there. */
  stat(path: string): Stat | undefined;
  /** The entries of a folder; none when it is absent. Throws when it is not a folder. */
  entries(folder: string): readonly Entry[];
  /** Creates a file. Throws when something is at the path. */
  create(path: string, content: Content): void;
  /** Creates a file, or replaces one. */
  replace(path: string, content: Content): void;
  /** Removes a file, and folders that are empty then. */
  remove(path: string): void;
}

/** `folders` are those that are known already. */
export function openDisk(repo: string, folders: Folders = foldersOf(repo)): Disk {
  const readFile = fileReader(repo);

  const look = (path: string): Found => {
    const folder = folders.state(dirname(path));
    if (folder === 'absent') return ABSENT;
    return folder === 'folder' ? readFile(path) : { kind: 'obstructed', by: folder };
  };

  const create = (path: string, content: Content): void => {
    folders.make(dirname(path));
    writeNew(join(repo, path), content, path);
  };

  const remove = (path: string): void => {
    const folder = folders.state(dirname(path));
    if (folder === 'absent') return;
    if (folder !== 'folder') throw obstructed(folder);
    unlink(repo, path);
    removeEmpty(repo, dirname(path), folders);
  };

  let unfinished: string | undefined;
  const replace = (path: string, content: Content): void => {
    folders.make(dirname(path));
    const entry = entryAt(repo, path);
    if (entry !== undefined && !entry.isFile()) throw obstructed({ kind: kindOf(entry), at: path });
    unfinished ??= makeUnfinished({ look, create, remove });
    writeNew(join(repo, unfinished), content, path);
    try {
      renameSync(join(repo, unfinished), join(repo, path));
    } catch (error) {
      unlink(repo, unfinished);
      throw inWords(error, path);
    }
  };

  return {
    look,
    create,
    replace,
    remove,
    read: (path) => {
      const found = look(path);
      if (found.kind === 'obstructed') throw obstructed(found.by);
      return found.kind === 'absent' ? undefined : Buffer.from(found.content).toString('utf8');
    },
    stat: (path) => {
      const entry = folders.state(dirname(path)) === 'folder' ? entryAt(repo, path) : undefined;
      if (entry?.isFile() !== true) return undefined;
      return { size: entry.size, modified: entry.mtimeMs, changed: entry.ctimeMs };
    },
    entries: (folder) => {
      const state = folders.state(folder);
      if (state === 'absent') return [];
      if (state !== 'folder') throw obstructed(state);
      return readFolder(repo, folder).map((entry) => {
        const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
        const kind = kindOf(entry);
        if (kind === 'folder') folders.saw(path);
        return { path, kind };
      });
    },
  };
}

/** Everything below a folder, except folders. */
export function entriesBelow(disk: Disk, folder: string): readonly Entry[] {
  return disk.entries(folder).flatMap((entry) => (entry.kind === 'folder' ? entriesBelow(disk, entry.path) : [entry]));
}

/** A file is written here before it is renamed. A file that a killed run has left here is ours: only we write into the cache. */
const UNFINISHED = `${CACHE_FOLDER}/unfinished`;
/** A repository that was not begun with `init` has no .gitignore that names the cache. */
const IGNORED = `${CACHE_FOLDER}/.gitignore`;

function makeUnfinished({ look, create, remove }: Pick<Disk, 'look' | 'create' | 'remove'>): string {
  if (look(IGNORED).kind === 'absent') create(IGNORED, '*\n');
  remove(UNFINISHED);
  return UNFINISHED;
}

function unlink(repo: string, path: string): void {
  try {
    unlinkSync(join(repo, path));
  } catch (error) {
    // Another process has removed it already.
    if (systemCode(error) !== 'ENOENT') throw inWords(error, path);
  }
}

/** Removes folders that are empty after a removal, up to the root of the repository. */
function removeEmpty(repo: string, folder: string, folders: Folders): void {
  for (let empty = folder; empty !== '.' && removeIfEmpty(repo, empty); empty = dirname(empty)) folders.forget(empty);
}

function removeIfEmpty(repo: string, folder: string): boolean {
  try {
    if (readdirSync(join(repo, folder)).length > 0) return false;
    rmdirSync(join(repo, folder));
    return true;
  } catch (error) {
    // Another process may have put something into it, or removed it, a moment ago.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(systemCode(error) ?? '')) throw inWords(error, folder);
    return false;
  }
}

function readFolder(repo: string, folder: string): readonly Dirent[] {
  try {
    return readdirSync(join(repo, folder), { withFileTypes: true });
  } catch (error) {
    // Another process has removed it since it was last seen.
    if (systemCode(error) === 'ENOENT') return [];
    throw inWords(error, folder);
  }
}
