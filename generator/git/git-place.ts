/** Where a folder is in its Git repository. The file system tells it: no program is started, and Git need not be installed. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

export interface GitPlace {
  /** Absolute path of the root of the Git repository. */
  readonly root: string;
  /** The folder in it, with `/`; `.` for its root. */
  readonly path: string;
}

/** Undefined for a folder that is in no Git repository. The folder need not be there yet. */
export function gitPlace(folder: string): GitPlace | undefined {
  const real = realPath(folder);
  for (let root = real; ; root = dirname(root)) {
    if (isRoot(root)) return { root, path: relative(root, real).split(sep).join('/') || '.' };
    if (root === dirname(root)) return undefined;
  }
}

/** In a worktree and in a submodule, `.git` is a file. */
function isRoot(folder: string): boolean {
  const git = join(folder, '.git');
  return existsSync(join(git, 'HEAD')) || statSync(git, { throwIfNoEntry: false })?.isFile() === true;
}

/** Of a path whose end is not there yet, with that end as it is. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realPath(dirname(path)), basename(path));
}
