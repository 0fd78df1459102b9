/** A Python of the tests' own, with the packages that a file pins. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CACHE, once } from './cache.ts';

const run = promisify(execFile);

/** Its path; made once for each content of the requirements.txt. */
export async function pythonWith(requirements: string): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const folder = await once(join(CACHE, `python-${hash}`), async (temporary) => {
    await run('python3', ['-m', 'venv', temporary]);
    // Every package is named with its version: nothing is left to be resolved.
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', requirements];
    await run(join(temporary, 'bin/python'), pip, { maxBuffer: 2 ** 24 });
  });
  // Programs in this folder have the name in them under which it was made.
  return join(folder, 'bin/python');
}
