/** Fetches the zip of a pinned Go module, checked against the checksum database by Go itself. Nothing is compiled. */
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { isObject } from '../../generator/data/json.ts';

const run = promisify(execFile);

export interface FetchedModule {
  readonly id: string;
  /** Checksum of the content, as go.sum writes it. */
  readonly sum: string;
  readonly folder: string;
}

/** Downloads `module@version` into the Go module cache. Throws with Go's own words when it cannot be had. */
export async function fetchModule(module: string, version: string): Promise<FetchedModule> {
  const id = `${module}@${version}`;
  // Outside any module, so that no go.mod nearby changes what is resolved.
  const { stdout } = await run('go', ['mod', 'download', '-json', id], { cwd: tmpdir() });
  const answer: unknown = JSON.parse(stdout);
  if (!isObject(answer) || typeof answer.Dir !== 'string' || typeof answer.Sum !== 'string') {
    throw new Error(`go mod download ${id} gave no folder: ${stdout}`);
  }
  return { id, sum: answer.Sum, folder: answer.Dir };
}
