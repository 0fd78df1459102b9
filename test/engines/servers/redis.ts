/** Debian's redis-server, taken out of its packages: nothing is installed and no service starts. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programFolder } from '../../../generator/program-folder.ts';
import { freePort, type Workspace } from '../workspace.ts';

const run = promisify(execFile);

/** The server and what it links to that a small Debian does not have. */
const PACKAGES = [
  ...[
    'redis-server',
    'redis-tools',
    'libhiredis0.14',
    'libjemalloc2',
    'liblua5.1-0',
    'liblzf1',
    'lua-bitop',
    'lua-cjson',
  ],
];

/** Its address, host and port. It keeps nothing on disk. */
export async function startRedis(workspace: Workspace): Promise<string> {
  const folder = await redisFolder();
  const port = await freePort();
  workspace.start({
    name: 'redis',
    path: join(folder, 'usr/bin/redis-server'),
    arguments: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    environment: { LD_LIBRARY_PATH: join(folder, 'usr/lib/x86_64-linux-gnu') },
  });
  return `127.0.0.1:${port}`;
}

async function redisFolder(): Promise<string> {
  const tools = join(programFolder(), '.tools');
  const folder = join(tools, 'redis');
  if (existsSync(folder)) return folder;
  const temporary = await mkdtemp(join(tools, 'redis-'));
  try {
    await download(temporary);
    for (const name of await readdir(temporary)) {
      if (name.endsWith('.deb')) await run('dpkg', ['-x', name, 'root'], { cwd: temporary });
    }
    await rename(join(temporary, 'root'), folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return folder;
}

/** The package lists of a new machine may be missing or old: fetched again, once, when a package is not found. */
async function download(folder: string): Promise<void> {
  const fetch = () => run('apt-get', ['download', ...PACKAGES], { cwd: folder });
  await fetch().catch(async () => {
    await run('apt-get', ['update']);
    await fetch();
  });
}
