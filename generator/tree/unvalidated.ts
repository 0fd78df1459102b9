/**
 * A note, outside Git, of what was written and has not been found valid since: validation failed, was interrupted or not asked for.
 * It is written before the files are, so that no run can leave one behind that no later run validates.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE_FOLDER, makeCacheFolder } from './cache-folder.ts';

const FILE = `${CACHE_FOLDER}/unvalidated`;

/** Paths that were written or removed. */
export function readUnvalidated(repo: string): readonly string[] {
  try {
    return readFileSync(join(repo, FILE), 'utf8')
      .split('\n')
      .filter((path) => path !== '');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

export function noteUnvalidated(repo: string, paths: readonly string[]): void {
  if (paths.length === 0) return;
  makeCacheFolder(repo);
  writeFileSync(join(repo, FILE), [...new Set([...readUnvalidated(repo), ...paths])].join('\n'));
}

export function forgetUnvalidated(repo: string): void {
  rmSync(join(repo, FILE), { force: true });
}
