/** What people wrote in a repository: the input, and files of their own in the folders that engines build. */
import { inputPaths } from '../fleet/input-files.ts';
import { openDisk } from '../tree/disk.ts';
import { MANIFEST_FOLDER, readShard } from '../tree/manifest.ts';
import type { WrittenText } from './gitleaks.ts';

/** `paths` are those that builds can read. Files that are no UTF-8 text are left out. */
export function writtenTexts(repo: string, paths: Iterable<string>): readonly WrittenText[] {
  const disk = openDisk(repo);
  const owned = new Map<string, string>();
  for (const file of disk.list(MANIFEST_FOLDER)) readShard(file, disk.read(file) ?? '', owned);
  const own = [...paths].filter((path) => !owned.has(path));
  return [...new Set([...inputPaths(repo), ...own])].sort().flatMap((file) => {
    const text = disk.read(file);
    return text === undefined ? [] : [{ file, text }];
  });
}
