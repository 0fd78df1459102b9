/**
 * CustomResourceDefinitions, from the pinned Go modules of the projects that own them, so that the API server itself
 * checks every object: its schema, defaults and CEL rules. Those of ClickHouse's operator, Flux's notification-controller, NGINX
 * Gateway Fabric, GKE's Gateway, Cilium, Calico and the OpenTelemetry operator are made of the schemas that `validate` uses, which are written by hand.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { clickhouseSchemas } from '../../tools/schemas/clickhouse.ts';
import { fluxNotificationSchemas } from '../../tools/schemas/flux-notifications.ts';
import { gkeGatewaySchemas } from '../../tools/schemas/gke-gateway.ts';
import { hostPolicySchemas } from '../../tools/schemas/host-policies.ts';
import { fetchModule } from '../../tools/schemas/modules.ts';
import { nginxGatewaySchemas } from '../../tools/schemas/nginx-gateway.ts';
import { opentelemetrySchemas } from '../../tools/schemas/opentelemetry.ts';
import { CUSTOM_RESOURCES } from '../../tools/schemas/sources.ts';
import { moduleFolder } from '../tools/go-module.ts';
import { TEST_TOOLS, type TestTool } from '../tools/test-tools.ts';
import type { ExpectedCluster } from './expected.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import { at, type LiveObject, readManifest } from './live-object.ts';
import { until } from './wait.ts';

/** What the engines' own modules hold, at the version that runs. */
const ENGINE_DEFINITIONS = {
  argocd: [{ tool: 'argocd', module: 'github.com/argoproj/argo-cd/v3', folder: 'manifests/crds' }],
  flux: [
    { tool: 'source-controller', module: 'github.com/fluxcd/source-controller', folder: 'config/crd/bases' },
    { tool: 'kustomize-controller', module: 'github.com/fluxcd/kustomize-controller', folder: 'config/crd/bases' },
    { tool: 'helm-controller', module: 'github.com/fluxcd/helm-controller', folder: 'config/crd/bases' },
  ],
} as const;

export async function engineDefinitions(engine: 'argocd' | 'flux'): Promise<readonly LiveObject[]> {
  const found = ENGINE_DEFINITIONS[engine].map(async ({ tool, module, folder }) =>
    readDefinitions(join(await moduleOf(TEST_TOOLS[tool], module), folder)),
  );
  const definitions = (await Promise.all(found)).flat();
  return engine === 'flux' ? [...definitions, ...definitionsOf(fluxNotificationSchemas())] : definitions;
}

/** Makes definitions, and waits until the server answers for what they define: it does so some time after it has taken them. */
export async function define(api: KubernetesApi, definitions: readonly LiveObject[]): Promise<void> {
  await Promise.all(definitions.map((definition) => api.create(definition)));
  const resources = definitions.flatMap(resourcesOf);
  const versions = [...new Set(resources.map(({ apiVersion }) => apiVersion))];
  await until('what was defined is served', async () => {
    const served = new Map(
      await Promise.all(versions.map(async (version) => [version, await api.served(version)] as const)),
    );
    return resources
      .filter(({ apiVersion, plural }) => !served.get(apiVersion)?.has(plural))
      .map(({ apiVersion, plural }) => `${plural} of ${apiVersion}`);
  });
}

/**
 * Makes what a cluster has before its fleet comes: what its charts would define, and for Flux its namespace and its definitions. `later` are
 * kinds, such as `example.com/Kind`, that its charts define too and that it has no object of yet.
 */
export async function prepare(
  api: KubernetesApi,
  { fleet, cluster, manifests, placements }: ExpectedCluster,
  later: readonly string[] = [],
): Promise<void> {
  // The Gateway API's come from a component unless the cluster has them already.
  const bringsGateway = placements.some(({ component }) => component.name === 'gateway-crds');
  const kinds = [...[...manifests.keys()].map((key) => key.split('/').slice(0, 2).join('/')), ...later];
  const missing = kinds.filter((kind) => !(bringsGateway && kind.startsWith('gateway.networking.k8s.io/')));
  await define(api, await chartDefinitions(new Set(missing)));
  if (cluster.engine === 'flux') await prepareFlux(api, fleet.engines.flux.namespace);
}

/** What `flux install` makes beside the controllers. */
export async function prepareFlux(api: KubernetesApi, namespace: string): Promise<void> {
  await api.create(readManifest({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }));
  await define(api, await engineDefinitions('flux'));
}

/** What a definition adds: its kind in each version that is served. */
function resourcesOf({ spec }: LiveObject): readonly { readonly apiVersion: string; readonly plural: string }[] {
  const versions = at(spec, 'versions');
  return (isList(versions) ? versions : [])
    .filter((version) => at(version, 'served') === true)
    .map((version) => ({
      apiVersion: `${at(spec, 'group')}/${at(version, 'name')}`,
      plural: String(at(spec, 'names', 'plural')),
    }));
}

/** The definitions of these kinds, given as `group/Kind`. Kinds that Kubernetes itself has are passed over. */
export async function chartDefinitions(kinds: ReadonlySet<string>): Promise<readonly LiveObject[]> {
  everyDefinition ??= readEveryDefinition();
  return (await everyDefinition).filter((definition) =>
    kinds.has(`${at(definition, 'spec', 'group')}/${at(definition, 'spec', 'names', 'kind')}`),
  );
}

/** Read once for all clusters: there are megabytes of them. */
let everyDefinition: Promise<readonly LiveObject[]> | undefined;

async function readEveryDefinition(): Promise<readonly LiveObject[]> {
  const sources = CUSTOM_RESOURCES.filter(({ project }) => !/Argo CD|Flux/.test(project));
  const found = sources.map(async ({ module, version, folder }) =>
    readDefinitions(join((await fetchModule(module, version)).folder, folder)),
  );
  return [
    ...(await Promise.all(found)).flat(),
    ...definitionsOf(clickhouseSchemas()),
    ...definitionsOf(gkeGatewaySchemas()),
    ...definitionsOf(hostPolicySchemas()),
    ...definitionsOf(nginxGatewaySchemas()),
    ...definitionsOf(opentelemetrySchemas()),
  ];
}

/** The folder of a module at the version that tools/<module>/go.mod pins. */
function moduleOf(tool: TestTool, module: string): Promise<string> {
  return moduleFolder(join(programFolder(), 'test/tools', tool.module), module, tool.toolchain);
}

async function readDefinitions(folder: string): Promise<readonly LiveObject[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    parseAllDocuments(text)
      .map((document): unknown => document.toJS())
      .filter(isObject)
      .filter(({ kind }) => kind === 'CustomResourceDefinition')
      .map(readManifest),
  );
}

function definitionsOf(schemas: ReadonlyMap<string, Json>): readonly LiveObject[] {
  return [...schemas.values()].map((schema) => {
    const kind = firstWord(at(schema, 'properties', 'kind'));
    const [group = '', version = ''] = firstWord(at(schema, 'properties', 'apiVersion')).split('/');
    const plural = `${kind.toLowerCase().replace(/y$/, 'ie')}s`;
    const openAPIV3Schema = {
      type: 'object',
      properties: {
        spec: structural(at(schema, 'properties', 'spec') ?? null),
        status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    };
    return readManifest({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
        versions: [
          { name: version, served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema } },
        ],
      },
    });
  });
}

function firstWord(schema: Json | undefined): string {
  const words = at(schema, 'enum');
  return isList(words) ? String(words[0]) : '';
}

/** A JSON Schema as the API server takes it: no references, and objects without known fields keep what they are given. */
function structural(schema: Json): JsonObject {
  if (!isObject(schema)) return {};
  const { $ref, additionalProperties, properties, items, ...rest } = schema;
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  if ($ref !== undefined) return open;
  if (isObject(properties)) {
    const fields = Object.entries(properties).map(([name, field]): [string, Json] => [name, structural(field)]);
    return { ...rest, properties: Object.fromEntries(fields) };
  }
  if (isObject(additionalProperties)) return { ...rest, additionalProperties: structural(additionalProperties) };
  if (items !== undefined) return { ...rest, items: structural(items) };
  return rest.type === 'object' ? open : rest;
}
