/** Debian's Redis, out of its packages: nothing is installed and no service starts. */
import { join } from 'node:path';
import { debianPackages } from './debian.ts';

/** The server and what it links to that a small Debian does not have. */
const PACKAGES = [
  'redis-server',
  'redis-tools',
  'libhiredis0.14',
  'libjemalloc2',
  'liblua5.1-0',
  'liblzf1',
  'lua-bitop',
  'lua-cjson',
];

export interface RedisServer {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The server's program and the variables that it needs to find its libraries. */
export async function redisServer(): Promise<RedisServer> {
  const folder = await debianPackages(...PACKAGES);
  return {
    path: join(folder, 'usr/bin/redis-server'),
    environment: { LD_LIBRARY_PATH: join(folder, 'usr/lib/x86_64-linux-gnu') },
  };
}
