/**
 * CloudNativePG's operator with the Barman Cloud plugin, outside of a cluster: it admits Clusters by its webhooks, and makes of them what it
 * makes before a pod runs. The plugin is at a socket, as the operator also finds plugins that are beside it.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isList, isObject, type Json } from '../../../generator/data/json.ts';
import { programFolder } from '../../../generator/program/program-folder.ts';
import { freePort } from '../../free-port.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { moduleFolder } from '../../tools/go-module.ts';
import { TEST_TOOLS } from '../../tools/test-tools.ts';
import { at, type LiveObject, readManifest } from '../live-object.ts';
import { until } from '../wait.ts';
import type { Workspace } from '../workspace.ts';
import { makeCertificate } from './internet.ts';
import type { Kubernetes } from './kubernetes.ts';

const NAMESPACE = 'cnpg-system';

/** The image of the plugin's sidecar, as its chart names it to the plugin. */
export const SIDECAR_IMAGE = 'sidecar:test';

/** The definitions of both must be there. Resolves when the operator admits objects. */
export async function startCloudnativePg(workspace: Workspace, cluster: Kubernetes): Promise<void> {
  await cluster.api.create(readManifest({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }));
  // The path of a socket has at most 107 bytes, which that of the workspace nearly has.
  const sockets = mkdtempSync(join(tmpdir(), 'plugins-'));
  workspace.onStop(() => rmSync(sockets, { recursive: true, force: true }));
  const environment = { KUBECONFIG: cluster.kubeconfig, HOME: workspace.make('home'), TMPDIR: workspace.make('tmp') };
  const plugin = workspace.start({
    name: 'barman-operator',
    path: await testTool('barman-operator'),
    arguments: ['operator', '--plugin-path', sockets, '--health-probe-bind-address', '0'],
    environment: { ...environment, SIDECAR_IMAGE },
  });
  await until('the plugin listens', () => {
    plugin.assertRunning();
    return existsSync(join(sockets, PLUGIN)) ? [] : [PLUGIN];
  });
  const port = await freePort();
  const certificates = workspace.make('webhook');
  const { authority, key, certificate } = await makeCertificate(certificates, ['localhost']);
  writeFileSync(join(certificates, 'apiserver.key'), key);
  writeFileSync(join(certificates, 'apiserver.crt'), certificate);
  const program = await testTool('cnpg-operator');
  // Below the folder that it runs in, it looks for itself, built for the architectures of the nodes.
  const folder = workspace.make('cnpg-operator');
  symlinkSync(program, join(workspace.make('cnpg-operator', 'operator'), `manager_${ARCHITECTURES[process.arch]}`));
  const operator = workspace.start({
    name: 'cnpg-operator',
    path: program,
    folder,
    arguments: ['controller', `--webhook-port=${port}`, `--metrics-bind-address=127.0.0.1:${await freePort()}`],
    environment: {
      ...environment,
      OPERATOR_NAMESPACE: NAMESPACE,
      OPERATOR_IMAGE_NAME: 'operator:test',
      PLUGIN_SOCKET_DIR: sockets,
      WEBHOOK_CERT_DIR: certificates,
    },
  });
  for (const configuration of await webhooks(port, readFileSync(authority, 'utf8')))
    await cluster.api.create(configuration);
  await until('the operator listens', async () => {
    operator.assertRunning();
    (await connected(port)).destroy();
    return [];
  });
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, 'localhost', () => resolve(socket)).once('error', reject);
  });
}

/** As Go calls them. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

const PLUGIN = 'barman-cloud.cloudnative-pg.io';

/** Those of the release, at this port in place of its Service. */
async function webhooks(port: number, authority: string): Promise<readonly LiveObject[]> {
  const { module, toolchain } = { toolchain: undefined, ...TEST_TOOLS['cnpg-operator'] };
  const folder = await moduleFolder(
    join(programFolder(), 'test/tools', module),
    'github.com/cloudnative-pg/cloudnative-pg',
    toolchain,
  );
  const text = await readFile(join(folder, 'config/webhook/manifests.yaml'), 'utf8');
  return parseAllDocuments(text).map((document) => {
    const configuration = readManifest(document.toJS());
    const here = (webhook: Json): Json => {
      if (!isObject(webhook)) throw new Error('a webhook is no map');
      const path = at(webhook, 'clientConfig', 'service', 'path');
      const clientConfig = { url: `https://localhost:${port}${path}`, caBundle: btoa(authority) };
      return { ...webhook, clientConfig };
    };
    const all = configuration.webhooks;
    return { ...configuration, webhooks: (isList(all) ? all : []).map(here) };
  });
}
