/** The files of a repository that people wrote: the input, and their own files in the folders that engines build. */

import { type Disk, openDisk } from '../disk/disk.ts';
import { inputPaths } from '../fleet/parse/input-files.ts';
import { contentHash, manifestFiles, readShard } from '../tree/manifest.ts';
import { bearsMark } from '../tree/mark.ts';
import type { WrittenText } from './gitleaks.ts';

/** `paths` are the files that builds can read, and `known` the texts that were read already. Files that are not UTF-8 are left out. */
export function writtenTexts(
  repo: string,
  paths: Iterable<string>,
  known: ReadonlyMap<string, string>,
): readonly WrittenText[] {
  const disk = openDisk(repo);
  const generated = new Set(
    manifestFiles(disk).flatMap((file) => readShard(file, disk.read(file) ?? '').map(([, digest]) => digest)),
  );
  return [...new Set([...inputPaths(disk), ...paths])].sort().flatMap((file) => {
    const content = contentOf(disk, file, known);
    if (content === undefined) return [];
    // A file in the manifest is only skipped if its content is generated: anybody can write into the manifest.
    if (generated.has(contentHash(content)) && bearsMark(file, content)) return [];
    return [{ file, text: Buffer.from(content).toString('utf8') }];
  });
}

function contentOf(disk: Disk, file: string, known: ReadonlyMap<string, string>): Uint8Array | undefined {
  const text = known.get(file);
  if (text !== undefined) return Buffer.from(text);
  const found = disk.look(file);
  return found.kind === 'file' ? found.content : undefined;
}
