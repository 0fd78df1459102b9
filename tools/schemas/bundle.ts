/**
 * Writes generator/validate/schemas from the pinned releases in sources.ts: `tsx tools/schemas/bundle.ts`.
 * With `--check` it writes nothing and fails when the committed files are not what the releases give.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { hashOfFiles, SCHEMAS_FOLDER } from '../../generator/validate/schemas.ts';
import { builtInSchemas } from './built-in.ts';
import { clickhouseSchemas } from './clickhouse.ts';
import { customResourceSchemas } from './custom-resources.ts';
import { fluxNotificationSchemas } from './flux-notifications.ts';
import { gkeGatewaySchemas } from './gke-gateway.ts';
import { hostPolicySchemas } from './host-policies.ts';
import { kustomizationSchemas } from './kustomization.ts';
import { fetchModule } from './modules.ts';
import { nginxGatewaySchemas } from './nginx-gateway.ts';
import { opentelemetrySchemas } from './opentelemetry.ts';
import { BUILT_IN_KINDS, CUSTOM_RESOURCES, KUBERNETES_MODULE, KUBERNETES_RELEASES } from './sources.ts';

const PROVENANCE = 'PROVENANCE.json';
/** Every project here, and Kubernetes itself. */
const LICENCE = 'Apache-2.0';

const files = new Map<string, string>();
const sources: JsonObject[] = [];

function add(folder: string, schemas: ReadonlyMap<string, Json>): readonly string[] {
  const paths = [...schemas.keys()].map((path) => `${folder}/${path}`).sort();
  for (const [path, schema] of schemas) files.set(`${folder}/${path}`, `${JSON.stringify(schema)}\n`);
  return paths;
}

async function addBuiltIn(): Promise<void> {
  for (const [minor, version] of Object.entries(KUBERNETES_RELEASES)) {
    const module = await fetchModule(KUBERNETES_MODULE, version);
    const paths = add(`kubernetes/${minor}`, await builtInSchemas(module.folder, BUILT_IN_KINDS));
    sources.push({
      project: `Kubernetes ${minor}`,
      module: module.id,
      sum: module.sum,
      licence: LICENCE,
      files: paths,
    });
  }
}

async function addCustomResources(): Promise<void> {
  for (const { project, module: name, version, folder, kinds, note } of CUSTOM_RESOURCES) {
    const module = await fetchModule(name, version);
    const paths = add('crds', await customResourceSchemas(join(module.folder, folder), kinds));
    const source = { project, module: module.id, sum: module.sum, licence: LICENCE, files: paths };
    sources.push(note === undefined ? source : { ...source, note });
  }
}

function addHandWritten(): void {
  const written = {
    'ClickHouse operator': clickhouseSchemas(),
    'Flux notification-controller': fluxNotificationSchemas(),
    GKE: gkeGatewaySchemas(),
    'Cilium and Calico': hostPolicySchemas(),
    Kustomize: kustomizationSchemas(),
    'NGINX Gateway Fabric': nginxGatewaySchemas(),
    'OpenTelemetry operator': opentelemetrySchemas(),
  };
  for (const [project, schemas] of Object.entries(written)) {
    sources.push({ project, note: 'Written by hand for this project.', licence: LICENCE, files: add('crds', schemas) });
  }
}

async function check(root: string): Promise<void> {
  const differing: string[] = [];
  for (const [path, text] of files) {
    const committed = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (committed !== text) differing.push(path);
  }
  if (differing.length > 0) throw new Error(`not what the pinned releases give: ${differing.join(', ')}`);
}

async function write(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true });
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

await addBuiltIn();
await addCustomResources();
addHandWritten();
const hash = hashOfFiles(files);
files.set(PROVENANCE, `${JSON.stringify({ sha256: hash, sources }, null, 2)}\n`);
const root = join(programFolder(), SCHEMAS_FOLDER);
await (process.argv.includes('--check') ? check(root) : write(root));
const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
process.stdout.write(`${files.size} files, ${bytes} bytes, sha256 ${hash}\n`);
