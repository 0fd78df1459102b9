/** `status` as somebody runs it who has the rights that it prints, and no others. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { isObject, type JsonObject } from '../../../generator/data/json.ts';
import type { StatusReport } from '../../../generator/live/render/json.ts';
import { programFolder } from '../../../generator/program/program-folder.ts';
import { commandLine } from '../../commands/command-line.ts';
import { readManifest } from '../live-object.ts';
import type { Kubernetes } from '../servers/kubernetes.ts';

const run = promisify(execFile);

/** Applies what `status --rights` prints, and makes the namespaces that are not there yet. */
export async function grantRights(fleet: string, engine: 'argocd' | 'flux', { api }: Kubernetes): Promise<void> {
  const { exitCode, out, err } = await commandLine(fleet, 'status', '--rights', engine);
  if (exitCode !== 0) throw new Error(`status --rights: ${err}`);
  const objects = parseAllDocuments(out)
    .map((document): unknown => document.toJS())
    .filter(isObject)
    .map(readManifest);
  const there = new Set((await api.list('v1', 'Namespace')).map(({ metadata }) => metadata.name));
  for (const name of new Set(objects.map(({ metadata }) => metadata.namespace ?? '')))
    if (!there.has(name)) await api.create(readManifest({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  for (const object of objects) await api.apply(object);
}

/** A kubeconfig of that person, or of an administrator, with a context for each cluster under the name that it is given. */
export function kubeconfigOf(
  path: string,
  clusters: Readonly<Record<string, Kubernetes>>,
  credential: 'readerToken' | 'token' = 'readerToken',
): string {
  const names = Object.keys(clusters);
  const entries = Object.entries(clusters).map(([name, { url, certificateAuthority, ...tokens }]) => ({
    cluster: {
      name,
      cluster: {
        server: url,
        'certificate-authority-data': Buffer.from(certificateAuthority).toString('base64'),
      },
    },
    user: { name, user: { token: tokens[credential] } },
  }));
  const config: JsonObject = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: entries.map(({ cluster }) => cluster),
    users: entries.map(({ user }) => user),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
  };
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

export interface Asked {
  readonly exitCode: number;
  readonly report: StatusReport;
}

/** In a process of its own: the kubeconfig is named by the environment, which worlds of the same run share. */
export async function askStatus(fleet: string, kubeconfig: string, clusters: readonly string[]): Promise<Asked> {
  const main = join(programFolder(), 'generator/main.ts');
  const argv = ['--repo', fleet, '--format', 'json', 'status', '--remote', 'origin', '--cluster', ...clusters];
  const options = {
    cwd: programFolder(),
    env: { ...process.env, KUBECONFIG: kubeconfig },
    maxBuffer: 64 * 1024 * 1024,
  };
  const ended = await run(process.execPath, ['--import', 'tsx', main, ...argv], options).then(
    ({ stdout }) => ({ exitCode: 0, out: stdout }),
    (error: { readonly code?: number; readonly stdout?: string; readonly stderr?: string }) => {
      if (typeof error.code !== 'number' || !error.stdout?.startsWith('{')) throw new Error(`status: ${error.stderr}`);
      return { exitCode: error.code, out: error.stdout };
    },
  );
  return { exitCode: ended.exitCode, report: JSON.parse(ended.out) };
}
