/**
 * The fast path of `generate`: files with the same input and the same program that were not changed since the last comparison
 * are neither generated nor read. `check` never uses it.
 */
import { hash } from 'node:crypto';
import { COMPONENT_NAMES } from '../components/registry.ts';
import { type Disk, openDisk } from '../disk/disk.ts';
import type { Fleet } from '../fleet/model.ts';
import { type InputDigests, inputDigests } from '../fleet/parse/input-files.ts';
import { gitPlace } from '../git/git-place.ts';
import { programState } from '../program/program-folder.ts';
import { partOf, pathOf, placeOf } from '../tree/layout.ts';
import { manifestFiles, shardFile } from '../tree/manifest.ts';
import { isInterrupted } from '../tree/pending.ts';
import type { Comparison } from '../tree/reconcile.ts';
import { isUnchanged, type Note, notePart, type Part, readNote, writeNote } from '../tree/stat-cache.ts';

export interface FastPath {
  /** Parts of the manifest that are known to be up to date. */
  readonly settled: ReadonlySet<string>;
  /** Clusters that need not be composed. */
  readonly settledClusters: ReadonlySet<string>;
  /** The number of files, when all are known to be up to date. */
  readonly unchanged: number | undefined;
  /** Call it after the comparison was applied. */
  remember(disk: Disk, comparison: Comparison, fleet: Fleet): void;
}

export function fastPath(repo: string): FastPath {
  const disk = openDisk(repo);
  const digests = inputDigests(disk, COMPONENT_NAMES);
  if (digests === undefined) return NO_FAST_PATH;
  const note = readNote(disk);
  const from = origins(digests, gitPlace(repo)?.path ?? '');
  const settled = new Set(Object.keys(note.parts).filter((name) => isSettled(disk, note, name, from(name))));
  const clusters = [...digests.clusters.keys()].filter((name) =>
    settled.has(pathOf('clusterFolder', { cluster: name })),
  );
  const all =
    note.complete &&
    settled.size === Object.keys(note.parts).length &&
    clusters.length === digests.clusters.size &&
    // The fast path does not see files of the manifest without a part, or generated files that are not in the manifest.
    manifestFiles(disk).length === settled.size &&
    !isInterrupted(disk);
  return {
    settled,
    settledClusters: new Set(clusters),
    unchanged: all ? fileCount(note) : undefined,
    remember: (after, comparison, fleet) => {
      // The user's own manifests are input too, but the digest does not include them.
      const parts = fleet.ownManifests.size > 0 ? [] : partsOf(after, comparison, note, settled, from);
      const complete = parts.length === comparison.parts.size;
      writeNote(after, { written: Date.now(), complete, parts: Object.fromEntries(parts) });
    },
  };
}

/** Everything is generated and compared. */
export const NO_FAST_PATH: FastPath = {
  settled: new Set(),
  settledClusters: new Set(),
  unchanged: undefined,
  remember: () => {},
};

/**
 * The part of a cluster depends on fleet.yaml, the folder that it is in and its own file; shared parts depend on all files, because unused
 * engines have no files.
 */
function origins({ fleet, clusters }: InputDigests, folder: string): (part: string) => string {
  const digest = (...texts: readonly string[]): string => hash('sha256', texts.join('\n'), 'hex');
  const program = digest(programState(), folder, fleet);
  const shared = digest(program, ...[...clusters].flat());
  return (part) => {
    const { cluster } = placeOf(part)?.names ?? {};
    return cluster === undefined ? shared : digest(program, clusters.get(cluster) ?? '');
  };
}

/** The last path of a part is its file of the manifest: if that is unchanged, so is the list of the others. */
function isSettled(disk: Disk, note: Note, name: string, from: string): boolean {
  return note.parts[name]?.paths.at(-1) === shardFile(name) && isUnchanged(disk, note, name, from);
}

function fileCount({ parts }: Note): number {
  return Object.values(parts).reduce((sum, { paths }) => sum + paths.length - 1, 0);
}

/** Files that were just written are left out: their times are too recent to prove that they are unchanged. */
function partsOf(
  disk: Disk,
  { parts, writes, manifest }: Comparison,
  note: Note,
  settled: ReadonlySet<string>,
  from: (part: string) => string,
): readonly (readonly [string, Part])[] {
  const touched = new Set([...[...writes.keys()].map(partOf), ...manifest]);
  return [...parts]
    .filter(([name]) => !touched.has(name) && !touched.has(shardFile(name)))
    .map(([name, paths]) => {
      const before = note.parts[name];
      const known = settled.has(name) && before !== undefined;
      return [name, known ? before : notePart(disk, from(name), [...paths, shardFile(name)])];
    });
}
