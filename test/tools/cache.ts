/** What tests build, download and unpack, kept between runs beside the programs that `validate` builds: every clone on a machine has it. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withBuildLock } from '../../generator/disk/build-lock.ts';
import { toolCache } from '../../generator/validate/tool-cache.ts';

export const CACHE = join(toolCache(), 'tests');

/** The file or folder `output`, made by `work` under another name first: under its own name it is always whole. */
export async function once(output: string, work: (temporary: string) => Promise<void>): Promise<string> {
  if (existsSync(output)) return output;
  await mkdir(CACHE, { recursive: true });
  return withBuildLock(`${output}.lock`, async () => {
    if (existsSync(output)) return output;
    const temporary = `${output}.tmp`;
    // Of runs that were interrupted.
    const left = (await readdir(CACHE)).filter((name) => name.startsWith(basename(temporary)));
    for (const name of left) await rm(join(CACHE, name), { recursive: true, force: true });
    try {
      await work(temporary);
      await rename(temporary, output);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return output;
  });
}
