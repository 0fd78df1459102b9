/** Where `import` runs: a fleet without clusters, and a kubeconfig whose contexts lead to one server. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import { inputFiles } from '../input-files.ts';
import { type ApiServer, apiServer } from '../live/api-server.ts';
import { kubeconfig } from '../live/recorded-api-server.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';

export interface ImportWorld {
  readonly repo: string;
  readonly server: ApiServer;
  readonly run: (...args: readonly string[]) => ReturnType<typeof commandLine>;
  readonly read: (path: string) => string;
}

const FLEET: JsonObject = {
  secrets: { provider: 'vault', server: 'https://vault.acme.io' },
  environments: { dev: {}, prod: {} },
};

/** The server has these objects. The variable KUBECONFIG stays until `vi.unstubAllEnvs`. */
export function importWorld(
  contexts: readonly string[],
  objects: readonly JsonObject[],
  work: (world: ImportWorld) => Promise<void>,
): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const repo = join(folder, 'fleet');
    writeFiles(repo, inputFiles({ fleet: FLEET, clusters: {} }));
    const server = await apiServer(objects);
    const path = join(folder, 'kubeconfig');
    writeFileSync(path, kubeconfig(Object.fromEntries(contexts.map((name) => [name, server.address]))));
    vi.stubEnv('KUBECONFIG', path);
    await work({
      repo,
      server,
      run: (...args) => commandLine(repo, ...args),
      read: (file) => readFileSync(join(repo, file), 'utf8'),
    });
  });
}
