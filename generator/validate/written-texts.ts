/** The files of a repository that people wrote: the input, and their own files in the folders that engines build. */

import { oncePerArgument } from '../data/once.ts';
import { type Disk, openDisk } from '../disk/disk.ts';
import { inputPaths } from '../fleet/parse/input-files.ts';
import { partOf } from '../tree/layout.ts';
import { contentHash, manifestFiles, readShard, shardFile } from '../tree/manifest.ts';
import { bearsMark } from '../tree/mark.ts';
import type { WrittenText } from './gitleaks.ts';

export interface WrittenIn {
  readonly repo: string;
  /** The files that builds can read. */
  readonly paths: Iterable<string>;
  /** Texts that were read already. */
  readonly known: ReadonlyMap<string, string>;
  /** Whether a file is wanted; of the manifest, whether it has to be valid. */
  readonly isWanted: (path: string) => boolean;
}

export function writtenTexts({ repo, paths, known, isWanted }: WrittenIn): readonly WrittenText[] {
  const disk = openDisk(repo);
  const isListed = manifestReader(disk, isWanted);
  const wanted = [...new Set([...inputPaths(disk), ...paths])].filter(isWanted);
  return wanted.sort().flatMap((file) => {
    const content = contentOf(disk, file, known);
    if (content === undefined) return [];
    // A file in the manifest is only skipped if its content is generated: anybody can write into the manifest.
    if (bearsMark(file, content) && isListed(file, content)) return [];
    return [{ file, text: Buffer.from(content).toString('utf8') }];
  });
}

/** Whether the manifest lists a content: for the file, or for another one, because somebody may have moved it. */
function manifestReader(disk: Disk, isWanted: WrittenIn['isWanted']): (file: string, content: Uint8Array) => boolean {
  const digestsIn = oncePerArgument(
    (shard: string) => new Set(readShard(shard, disk.read(shard) ?? '').map(([, digest]) => digest)),
  );
  const shards = manifestFiles(disk);
  for (const shard of shards.filter(isWanted)) digestsIn(shard);
  return (file, content) => {
    const digest = contentHash(content);
    const part = partOf(file);
    if (part !== undefined && digestsIn(shardFile(part)).has(digest)) return true;
    return shards.some((shard) => digestsIn(shard).has(digest));
  };
}

function contentOf(disk: Disk, file: string, known: ReadonlyMap<string, string>): Uint8Array | undefined {
  const text = known.get(file);
  if (text !== undefined) return Buffer.from(text);
  const found = disk.look(file);
  // A copy: the manifest is read before the content is used.
  return found.kind === 'file' ? Buffer.from(found.content) : undefined;
}
