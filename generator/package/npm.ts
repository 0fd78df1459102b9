/** Runs npm, which packs the program and finds published versions of it. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../program/child-environment.ts';
import { Refusal } from '../program/refusal.ts';
import { inTemporaryFolder } from '../program/temporary-folder.ts';

const run = promisify(execFile);

/** Where packages come from, and who may read them: what a company sets in variables. Files of npm's own are found through HOME. */
const COMPANY = [
  ...[
    'registry',
    'userconfig',
    'globalconfig',
    'cache',
    'offline',
    'proxy',
    'https_proxy',
    'noproxy',
    'cafile',
  ].flatMap((name) => [`npm_config_${name}`, `NPM_CONFIG_${name.toUpperCase()}`]),
  ...['NPM_TOKEN', 'NODE_AUTH_TOKEN', 'NODE_EXTRA_CA_CERTS', 'SSH_AUTH_SOCK', 'GIT_SSH_COMMAND'],
  ...['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'],
];

/** Runs npm in a folder of our own, never in the repository: its .npmrc would say where packages come from. */
export async function npm(folder: string, args: readonly string[], repo?: string): Promise<void> {
  try {
    await run('npm', args, { cwd: folder, env: childEnvironment(COMPANY, repo), maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    throw new Refusal(`npm ${args[0] ?? ''} failed: ${reason(error)}`, 2);
  }
}

/** What `npm pack` makes of a package: of the folder that it runs in, or of one that npm fetches. */
export function npmPack(
  { folder, spec = [] }: { readonly folder?: string; readonly spec?: readonly string[] },
  scripts: string,
  repo?: string,
): Promise<Uint8Array> {
  return inTemporaryFolder('pack', async (output) => {
    const options = [scripts, '--loglevel=error', '--pack-destination', output];
    await npm(folder ?? output, ['pack', ...spec, ...options], repo);
    const [archive = ''] = readdirSync(output);
    return readFileSync(join(output, archive));
  });
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENOENT')
    return 'npm is not on the PATH\n  hint: install npm, which comes with Node.js';
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : '';
  // After the code, npm says in one line what is wrong; then it advises. Of Git it says only that it failed, and repeats its words.
  return (
    /^npm (?:error|ERR!) (fatal: .+)$/m.exec(said)?.[1] ??
    /^npm (?:error|ERR!) (?!code )(?:(?:\d+|notarget|network) )?(.+)$/m.exec(said)?.[1] ??
    (said.trim() || error.message)
  );
}
