/** What people wrote in a repository: the input, and files of their own in the folders that engines build. */

import { openDisk } from '../disk/disk.ts';
import { inputPaths } from '../fleet/parse/input-files.ts';
import { contentHash, manifestFiles, readShard } from '../tree/manifest.ts';
import { bearsMark } from '../tree/mark.ts';
import type { WrittenText } from './gitleaks.ts';

/** `paths` are those that builds can read. Files that are no UTF-8 text are left out. */
export function writtenTexts(repo: string, paths: Iterable<string>): readonly WrittenText[] {
  const disk = openDisk(repo);
  const owned = new Map<string, string>();
  for (const file of manifestFiles(disk)) readShard(file, disk.read(file) ?? '', owned);
  return [...new Set([...inputPaths(disk), ...paths])].sort().flatMap((file) => {
    const found = disk.look(file);
    if (found.kind !== 'file') return [];
    // That a list names a file hides nothing in it: anybody can write into the list.
    if (owned.get(file) === contentHash(found.content) && bearsMark(file, found.content)) return [];
    return [{ file, text: Buffer.from(found.content).toString('utf8') }];
  });
}
