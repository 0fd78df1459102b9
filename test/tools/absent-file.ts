/** A Go module with a file more than it has as it is served, because a program embeds it and will not compile without. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { moduleFolder } from './go-module.ts';

const run = promisify(execFile);

/** Gives `work` a go.mod that is as the one in `folder`, but for `module`, which has the file, empty. */
export async function withFile(
  folder: string,
  { module, file }: { readonly module: string; readonly file: string },
  work: (modfile: string) => Promise<void>,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  try {
    const copy = join(scratch, 'module');
    await cp(await moduleFolder(folder, module), copy, { recursive: true });
    // Go's cache of modules is read-only, and so is the copy.
    await run('chmod', ['-R', 'u+w', copy]);
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await writeFile(join(copy, file), '');
    const modfile = join(scratch, 'go.mod');
    for (const name of ['go.mod', 'go.sum']) await cp(join(folder, name), join(scratch, name));
    await run('go', ['mod', 'edit', '-replace', `${module}=${copy}`, modfile], { cwd: folder });
    await work(modfile);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
