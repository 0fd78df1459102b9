/** Where Go keeps a module that one of our programs is made of. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The read-only folder of a module at the version that the go.mod in `folder` pins, downloaded if it is not there yet. */
export async function moduleFolder(folder: string, module: string, toolchain?: string): Promise<string> {
  const env = { ...process.env, ...(toolchain === undefined ? {} : { GOTOOLCHAIN: toolchain }) };
  const go = async (...args: readonly string[]) => (await run('go', args, { cwd: folder, env })).stdout.trim();
  await go('mod', 'download', module);
  return go('list', '-m', '-f', '{{.Dir}}', module);
}
