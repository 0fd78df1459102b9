/** Builds with the real kustomize, which tests hold our files and our own builds against. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Dashboards make the largest builds: a few megabytes. */
const MOST_OUTPUT = 256 * 1024 * 1024;

export type KustomizeBuild =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string };

/** The YAML documents that the folder builds to, or what kustomize says is wrong. `binary` is the path of kustomize. */
export async function kustomizeBuild(binary: string, folder: string): Promise<KustomizeBuild> {
  try {
    const { stdout } = await run(binary, ['build', folder], { maxBuffer: MOST_OUTPUT });
    return { ok: true, text: stdout };
  } catch (error) {
    return { ok: false, message: reason(error) };
  }
}

function reason(error: unknown): string {
  // Kustomize explains itself on standard error. There is none when it could not be started.
  if (error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr.trim() !== '') {
    return error.stderr.trim().replace(/^Error: /, '');
  }
  return error instanceof Error ? error.message : String(error);
}
