/**
 * Builds folders with the real kustomize, as Argo CD and Flux do: the default load restrictions, no plugins, no helm.
 * A build that fails is an answer, not an exception.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Dashboards make the largest builds: a few megabytes. */
const MOST_OUTPUT = 256 * 1024 * 1024;

export type Build =
  | { readonly ok: true; readonly folder: string; readonly text: string }
  | { readonly ok: false; readonly folder: string; readonly message: string };

/** The YAML documents that the folder builds to, or what kustomize says is wrong. `binary` is the path of kustomize. */
export async function kustomizeBuild(binary: string, folder: string): Promise<Build> {
  try {
    const { stdout } = await run(binary, ['build', folder], { maxBuffer: MOST_OUTPUT });
    return { ok: true, folder, text: stdout };
  } catch (error) {
    return { ok: false, folder, message: reason(error) };
  }
}

/** Builds all folders, `concurrency` at a time, and answers in their order. */
export async function buildAll(
  binary: string,
  folders: readonly string[],
  concurrency: number,
): Promise<readonly Build[]> {
  const builds = new Map<number, Build>();
  // One iterator shared by all workers: each takes the next folder when it is free.
  const queue = folders.entries();
  const worker = async (): Promise<void> => {
    for (const [index, folder] of queue) builds.set(index, await kustomizeBuild(binary, folder));
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
  return [...builds].sort(([a], [b]) => a - b).map(([, build]) => build);
}

function reason(error: unknown): string {
  // Kustomize explains itself on standard error. There is none when it could not be started.
  if (error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr.trim() !== '') {
    return error.stderr.trim().replace(/^Error: /, '');
  }
  return error instanceof Error ? error.message : String(error);
}
