/** What the generator means a cluster to hold, from the files of a commit and Helm's and Kustomize's own rules. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { componentsOf } from '../../generator/custom/components-of.ts';
import { isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import type { Cluster, Fleet } from '../../generator/fleet/model.ts';
import { type ComposedFleet, composeFleet, type Placement } from '../../generator/layers/compose.ts';
import type { Component, UpstreamFolder } from '../../generator/stack/component.ts';
import { realTool } from '../real-tool.ts';
import { keyOf, type LiveObject, readManifest } from './live-object.ts';
import { fetchUpstreamFolder } from './upstream.ts';

const run = promisify(execFile);

export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  /** Without a leading `v`. */
  readonly version: string;
  readonly values: Json;
}

export interface ExpectedCluster {
  readonly fleet: Fleet;
  readonly cluster: Cluster;
  readonly placements: readonly Placement[];
  /** By `namespace/name`. */
  readonly releases: ReadonlyMap<string, Release>;
  /** The manifests around the releases, and upstream's own, by key. */
  readonly manifests: ReadonlyMap<string, LiveObject>;
}

/** What the input in a folder describes now. */
export function fleetOf(folder: string): Fleet {
  return describedIn(folder).fleet;
}

function describedIn(folder: string): { readonly fleet: Fleet; readonly components: readonly Component[] } {
  const { fleet, components, diagnostics } = loadFleet(folder, componentsOf, () => []);
  if (fleet === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return { fleet, components };
}

/** By folder: the files of a commit never change. */
const composed = new Map<string, ComposedFleet>();

/** The fleet of a commit, whose files are in `tree`. */
export function composedFleet(tree: string): ComposedFleet {
  const known = composed.get(tree);
  if (known !== undefined) return known;
  const { fleet, components } = describedIn(tree);
  const made = composeFleet(fleet, components);
  composed.set(tree, made);
  return made;
}

/** What the files of a commit, in `tree`, say about a cluster. */
export async function expectedCluster(tree: string, name: string): Promise<ExpectedCluster> {
  const { fleet, cluster: compose } = composedFleet(tree);
  const cluster = fleet.clusters.find((one) => one.name === name);
  if (cluster === undefined) throw new Error(`no cluster ${name} in ${tree}`);
  const { placements } = compose(cluster);
  const releases = placements.flatMap((placement) => {
    const release = releaseOf(tree, placement);
    return release === undefined ? [] : [[`${release.namespace}/${release.name}`, release] as const];
  });
  const hashes = await folderHashes(tree);
  const manifests: LiveObject[] = [];
  for (const { buildFolder, folders, upstream } of placements) {
    const content = [buildFolder, ...folders].map((path) => `${path} ${hashes.get(path)}`).join('\n');
    manifests.push(...(await buildOnce(content, join(tree, buildFolder))));
    if (upstream !== undefined) manifests.push(...(await upstreamObjects(upstream)));
  }
  return {
    fleet,
    cluster,
    placements,
    releases: new Map(releases),
    manifests: new Map(manifests.map((manifest) => [keyOf(manifest), manifest])),
  };
}

function releaseOf(tree: string, { component, chart, values }: Placement): Release | undefined {
  if (chart === undefined) return undefined;
  const layers = values.map(({ folder }): unknown => parse(readFileSync(join(tree, folder, 'values.yaml'), 'utf8')));
  return {
    name: component.name,
    namespace: component.namespace.name,
    chart: chart.name,
    version: chart.version.replace(/^v/, ''),
    values: layers.filter(isObject).reduce(merge, {}),
  };
}

/** Helm's merge of values files: maps merge, everything else is replaced. The stand-in charts have no defaults for a null to delete. */
function merge(upper: JsonObject, lower: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...upper };
  for (const [key, value] of Object.entries(lower)) {
    const before = result[key];
    result[key] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return result;
}

/** What was built before, by what it was made of: most of a commit is as in the one before. */
const built = new Map<string, Promise<readonly LiveObject[]>>();

function buildOnce(content: string, folder: string): Promise<readonly LiveObject[]> {
  const manifests = built.get(content) ?? build(folder);
  built.set(content, manifests);
  return manifests;
}

/** What a folder of upstream's own manifests holds. */
export async function upstreamObjects(upstream: UpstreamFolder): Promise<readonly LiveObject[]> {
  return buildOnce(JSON.stringify(upstream), await fetchUpstreamFolder(upstream));
}

/** Git's hash of every folder of a commit's files. */
async function folderHashes(tree: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await run('git', ['ls-tree', '-r', '-d', 'HEAD'], { cwd: tree, maxBuffer: 64 * 1024 * 1024 });
  const lines = stdout.trim().split('\n');
  return new Map(
    lines.map((line): [string, string] => {
      const [entry = '', path = ''] = line.split('\t');
      return [path, entry.split(' ')[2] ?? ''];
    }),
  );
}

async function build(folder: string): Promise<readonly LiveObject[]> {
  const { stdout } = await run(
    await realTool('kustomize'),
    ['build', '--load-restrictor', 'LoadRestrictionsNone', folder],
    {
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return parseAllDocuments(stdout)
    .map((document): unknown => document.toJS())
    .filter(isObject)
    .map(readManifest);
}
