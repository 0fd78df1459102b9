/** Files of the fleet that Git ignores: the working copy has them, and the commit that engines read would lack them. */
import { type Disk, openDisk } from '../disk/disk.ts';
import { inputPaths } from '../fleet/parse/input-files.ts';
import { ignoredPaths } from '../git/ignored.ts';
import { topOf } from '../tree/layout.ts';
import { isManifestFile, listedHashes, MANIFEST_FOLDER, manifestFiles } from '../tree/manifest.ts';
import type { Finding } from './finding.ts';

/** One for each pattern. `others` are files beside the input and what is generated that engines need too. */
export async function ignoredFiles(repo: string, others: readonly string[] = []): Promise<readonly Finding[]> {
  const disk = openDisk(repo);
  const paths = new Set([...inputPaths(disk), ...generatedPaths(disk), ...others]);
  const byPattern = new Map<string, string[]>();
  for (const { path, place, pattern } of await ignoredPaths(repo, [...paths].sort(inReadingOrder))) {
    const what = `${place} has ${pattern}`;
    const found = byPattern.get(what) ?? [];
    found.push(path);
    byPattern.set(what, found);
  }
  return [...byPattern].flatMap(([what, [first, ...more]]) => {
    if (first === undefined) return [];
    const many =
      more.length === 0
        ? 'Git ignores it'
        : `Git ignores it and ${more.length} more ${more.length === 1 ? 'file' : 'files'}`;
    return [
      {
        code: 'ignored-file',
        file: first,
        message: `${many}, so a commit would lack what engines need: ${what}`,
        hint: `remove the pattern, or make an exception behind it, such as !${isManifestFile(first) ? MANIFEST_FOLDER : topOf(first)}/**`,
      },
    ];
  });
}

function generatedPaths(disk: Disk): readonly string[] {
  const lists = manifestFiles(disk);
  return [...lists, ...lists.flatMap((list) => [...listedHashes(disk.read(list) ?? '').keys()])];
}

/** Lists of generated files last: the first file of a pattern is named. */
function inReadingOrder(a: string, b: string): number {
  return Number(isManifestFile(a)) - Number(isManifestFile(b)) || (a < b ? -1 : 1);
}
