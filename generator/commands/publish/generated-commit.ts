/**
 * A commit on top of another: own changes, and what the input generates with them. It is made and validated in a folder that has exactly the
 * files of the commit, so that nothing of the working copy can make it look valid.
 */
import { generateFiles } from '../../generate.ts';
import type { Server } from '../../git/remote/server.ts';
import { type GitFile, idsOf, overlaid } from '../../git/tree-files.ts';
import { storeFiles, treeWith } from '../../moves/publish/new-commit.ts';
import { unpack } from '../../moves/unpack.ts';
import { Refusal } from '../../program/refusal.ts';
import { inTemporaryFolder } from '../../program/temporary-folder.ts';
import { apply, type Comparison, compare } from '../../tree/reconcile.ts';
import { refusals } from '../describe-tree.ts';
import { type DescribedFleet, isDescribed } from '../described-fleet.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { openFleet } from '../open-fleet.ts';
import { validateChanged, validationText } from '../validate.ts';

export interface Ground {
  readonly repo: string;
  /** The commit that the new one goes on top of, and its files below the folder of the fleet. */
  readonly head: string;
  readonly files: ReadonlyMap<string, GitFile>;
  /** The folder of the fleet in the repository, empty or with a slash at its end. */
  readonly prefix: string;
}

export interface Made {
  readonly tree: string;
  /** Every file that differs from the commit below; undefined for those that go. */
  readonly files: ReadonlyMap<string, GitFile | undefined>;
}

/** Undefined when what is made is not valid: the findings are printed. */
export function generatedCommit(
  server: Server,
  ground: Ground,
  own: ReadonlyMap<string, GitFile | undefined>,
  { options, io }: { readonly options: GlobalOptions; readonly io: Io },
): Promise<Made | undefined> {
  return inTemporaryFolder('publish', async (folder) => {
    const disk = await unpack(ground.repo, { ids: idsOf(overlaid(ground.files, own)) }, folder);
    const there = { ...options, repo: folder };
    const described = openFleet(there, io);
    if (!isDescribed(described)) return undefined;
    const comparison = compare(disk, generateFiles(described.fleet, described.components));
    const refused = refusals(comparison, false);
    if (refused.length > 0) throw new Refusal(`${refused.join('\n')}\n\nnothing was published`);
    apply(disk, comparison);
    if (!(await isValid(there, described, [...own.keys(), ...writtenBy(comparison)], io))) return undefined;
    const files = new Map([...own, ...(await stored(server, folder, comparison))]);
    return { tree: await treeWith(server.own, ground.head, ground.prefix, files), files };
  });
}

/** Findings are printed, and nothing of what is found right. */
async function isValid(
  options: GlobalOptions,
  described: DescribedFleet,
  changed: readonly string[],
  io: Io,
): Promise<boolean> {
  const report = await validateChanged(options, described, changed, io);
  const isRight = report.findings.length === 0;
  if (!isRight) io.out(validationText(options, report));
  return isRight;
}

function writtenBy({ writes, removed }: Comparison): readonly string[] {
  return [...writes.keys(), ...removed];
}

async function stored(
  server: Server,
  folder: string,
  { writes, removed, manifest, shards }: Comparison,
): Promise<ReadonlyMap<string, GitFile | undefined>> {
  const written = [...writes.keys(), ...manifest.filter((path) => shards.has(path))];
  const ids = await storeFiles(server.own, folder, written);
  const gone = [...removed, ...manifest.filter((path) => !shards.has(path))];
  return new Map<string, GitFile | undefined>([
    ...written.map((path, index) => [path, { mode: '100644', id: ids[index] ?? '' }] as const),
    ...gone.map((path) => [path, undefined] as const),
  ]);
}
