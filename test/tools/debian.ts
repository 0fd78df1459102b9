/** Programs of Debian packages, unpacked and not installed. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CACHE, once } from './cache.ts';

const run = promisify(execFile);

/** The folder that holds what the packages put under `/`. */
export async function debianPackages(...packages: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(packages.join()).digest('hex').slice(0, 12);
  return once(join(CACHE, `debian-${hash}`), async (temporary) => {
    const archives = join(temporary, 'archives');
    await mkdir(archives, { recursive: true });
    const download = () => run('apt-get', ['download', '--quiet', ...packages], { cwd: archives });
    // A machine that never asked has no lists of packages yet.
    await download().catch(async () => {
      await run('apt-get', ['update', '--quiet']);
      await download();
    });
    for (const archive of await readdir(archives)) await run('dpkg', ['-x', join(archives, archive), temporary]);
  });
}
