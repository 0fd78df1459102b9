/**
 * Builds folders of a repository as Argo CD and Flux do, with the program in programs/kustomize: Kustomize as a library over nothing
 * but the regular files of the repository, without git, network, plugins and helm. One process builds them all, several at a time.
 * A build that fails is an answer, not an exception.
 */
import { availableParallelism } from 'node:os';
import { type Build, type BuildProcess, startBuildProcess } from './kustomize-process.ts';

export interface BuildRun {
  /** The path of the program. */
  readonly binary: string;
  readonly repo: string;
  /** Relative to the repository, and each of them once. */
  readonly folders: readonly string[];
  /** Told how many are done, after each. */
  readonly onBuild?: (done: number) => void;
}

/** Enough that the process never waits for the next request, and few enough that one that breaks down takes few with it. */
const REQUESTED_AT_ONCE = 4 * availableParallelism();

/** What each folder builds to, or what is wrong with it, in the order of the folders. Rejects when the program does not start. */
export async function buildAll({ binary, repo, folders, onBuild }: BuildRun): Promise<readonly Build[]> {
  const builds = new Map<string, Build>();
  const start = (): BuildProcess => startBuildProcess(binary, repo);
  const add = (build: Build): void => {
    builds.set(build.folder, build);
    onBuild?.(builds.size);
  };
  // Any of the folders that were being built can have brought the process down. A second try, alone, tells which.
  for (const folder of await buildTogether(start, folders, add)) add(await buildAlone(start, folder));
  return folders.flatMap((folder) => builds.get(folder) ?? []);
}

/** Returns the folders that a process which broke down has left without an answer. */
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
