/**
 * The ownership manifest: every generated path with the hash of its content, in `.lang-observatory/owned/`,
 * one small file per cluster and component. Text, a line per path, sorted: Git merges it like any other list.
 */
import { hash } from 'node:crypto';
import { type Disk, entriesBelow } from '../disk/disk.ts';
import { STATE_FOLDER } from '../disk/state-folder.ts';
import { Refusal } from '../program/refusal.ts';
import { bytesWithLineFeeds, withLineFeeds } from '../text/line-endings.ts';
import { partOf } from './layout.ts';
import { CONFLICT_MARKER } from './mark.ts';

export const MANIFEST_FOLDER = `${STATE_FOLDER}/owned`;

/** 128 bits of SHA-256: enough to detect any edit, and half the size. Line endings do not count. */
export function contentHash(content: string | Uint8Array): string {
  const text = typeof content === 'string' ? withLineFeeds(content) : bytesWithLineFeeds(content);
  return hash('sha256', text, 'hex').slice(0, 32);
}

export class ManifestError extends Refusal {}

/** The files of the manifest, sorted. Other files in its folder are ignored; a manifest that is not a regular file is an error. */
export function manifestFiles(disk: Disk): readonly string[] {
  const lists = entriesBelow(disk, MANIFEST_FOLDER).filter(({ path }) => isManifestFile(path));
  const wrong = lists.find(({ kind }) => kind !== 'file');
  if (wrong !== undefined)
    throw new ManifestError(`${wrong.path}: is not a regular file\n  hint: delete it and run generate`);
  return lists.map(({ path }) => path).sort();
}

export function isManifestFile(path: string): boolean {
  return path.startsWith(`${MANIFEST_FOLDER}/`) && path.endsWith('.txt');
}

/** The hash of each path in a part of the manifest, also of another commit. Lines that generate cannot have written are ignored. */
export function listedHashes(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const [, digest, path] = LINE.exec(line) ?? [];
      return digest === undefined || path === undefined || partOf(path) === undefined ? [] : [[path, digest] as const];
    }),
  );
}

const LINE = /^([0-9a-f]{32}) (.+)$/;

/**
 * Every path of a part of the manifest with the hash of its content. After a merge a path may be there with the hash of each side, also
 * in a conflict: a run has written both. Throws for a line that generate cannot have written.
 */
export function readShard(file: string, text: string): readonly (readonly [path: string, digest: string])[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line === '' || CONFLICT_MARKER.test(line)) return [];
    const match = LINE.exec(line);
    const path = match?.[2] ?? '';
    const part = partOf(path);
    if (match === null || part === undefined || shardFile(part) !== file)
      throw new ManifestError(
        `${file}:${index + 1}: was not written by generate: ${JSON.stringify(line.slice(0, 120))}\n` +
          `  hint: restore it with \`git checkout -- ${file}\`, or delete the file and run generate`,
      );
    return [[path, match[1] ?? '']];
  });
}

export function shardFile(shard: string): string {
  return `${MANIFEST_FOLDER}/${shard}.txt`;
}

/** The files of the manifest: for each part its paths, sorted, so that a changed file changes one line in place. */
export function formatShards(
  parts: ReadonlyMap<string, readonly string[]>,
  owned: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map(
    [...parts].map(([shard, paths]) => [
      shardFile(shard),
      `${[...paths]
        .sort()
        .map((path) => `${owned.get(path)} ${path}`)
        .join('\n')}\n`,
    ]),
  );
}
