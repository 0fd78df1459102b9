/** The folder of what a repository remembers outside Git. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_FOLDER } from './manifest.ts';

export const CACHE_FOLDER = `${STATE_FOLDER}/cache`;

export function makeCacheFolder(repo: string): void {
  mkdirSync(join(repo, CACHE_FOLDER), { recursive: true });
  // A repository that was not begun with `init` has no .gitignore that names it.
  writeFileSync(join(repo, CACHE_FOLDER, '.gitignore'), '*\n');
}
