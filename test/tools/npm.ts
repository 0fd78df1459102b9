/** Programs and libraries of npm that only a proof needs: they are not among the program's own packages, and downloaded only by those who run it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { CACHE, once } from './cache.ts';

const run = promisify(execFile);

const LOCK = 'package-lock.json';

/**
 * The folder whose `node_modules` has what the lock file in `pinned` says, made once for each content of it. `finish` completes what is
 * installed; no script of a package runs.
 */
export async function npmPackages(
  pinned: string,
  finish: (folder: string) => Promise<void> = async () => undefined,
): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(pinned, LOCK)));
  return once(join(CACHE, `${basename(pinned)}-${hash.digest('hex').slice(0, 12)}`), async (temporary) => {
    await mkdir(temporary);
    for (const file of ['package.json', LOCK]) await copyFile(join(pinned, file), join(temporary, file));
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: temporary });
    await finish(temporary);
  });
}
