/**
 * Builds folders of a repository as Argo CD and Flux do, with the program in programs/kustomize: Kustomize as a library that sees only
 * the regular files of the repository, without Git, network, plugins and Helm. One process builds all folders, several at a time.
 * A failed build is a result, not an exception.
 */
import { availableParallelism } from 'node:os';
import { type Build, type BuildProcess, startBuildProcess } from './kustomize-process.ts';

export interface BuildRun {
  /** The path of the program. */
  readonly binary: string;
  readonly repo: string;
  /** Relative to the repository, without duplicates. */
  readonly folders: readonly string[];
  /** Called after each build with the number of finished builds. */
  readonly onBuild?: (done: number) => void;
}

/** Enough that the process never waits for a request, and few enough that a crash affects few folders. */
const REQUESTED_AT_ONCE = 4 * availableParallelism();

/** The build of each folder, or its error, in the order of the folders. Rejects when the program does not start. */
export async function buildAll({ binary, repo, folders, onBuild }: BuildRun): Promise<readonly Build[]> {
  const builds = new Map<string, Build>();
  const start = (): BuildProcess => startBuildProcess(binary, repo);
  const add = (build: Build): void => {
    builds.set(build.folder, build);
    onBuild?.(builds.size);
  };
  // Any of the folders in progress can have crashed the process. Building each of them alone shows which.
  for (const folder of await buildTogether(start, folders, add)) add(await buildAlone(start, folder));
  return folders.flatMap((folder) => builds.get(folder) ?? []);
}

/** Returns the folders that have no result because the process crashed. */
async function buildTogether(
  start: () => BuildProcess,
  folders: readonly string[],
  add: (build: Build) => void,
): Promise<readonly string[]> {
  const left: string[] = [];
  let current: BuildProcess | undefined;
  // One iterator shared by all workers: each takes the next folder when it is free.
  const queue = folders.values();
  const worker = async (): Promise<void> => {
    for (const folder of queue) {
      if (current === undefined || current.hasEnded()) current = start();
      const build = await current.build(folder);
      if (build === undefined) left.push(folder);
      else add(build);
    }
  };
  const workers = Array.from({ length: Math.min(REQUESTED_AT_ONCE, folders.length) }, worker);
  const failure = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  await current?.end();
  if (failure?.status === 'rejected') throw failure.reason;
  return left;
}

async function buildAlone(start: () => BuildProcess, folder: string): Promise<Build> {
  const process = start();
  const build = await process.build(folder);
  const end = await process.end();
  return build ?? { ok: false, folder, message: `the build process ended (${end.status}): ${end.said}` };
}
