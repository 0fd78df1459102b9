/**
 * The plan of what generate writes: from the files as they were, to those that it leaves. Nothing is read of clusters without a file that differs,
 * so that a change of one cluster costs the same in a fleet of any size.
 */
import { type Disk, entriesBelow, openDisk } from '../disk/disk.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import { partOf, pathOf, placeOf } from '../tree/layout.ts';
import type { Comparison } from '../tree/reconcile.ts';
import { withBuilds } from './build/built-trees.ts';
import type { DeployedCluster } from './deployed/deployed.ts';
import { makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';
import { overlaidTree } from './trees/overlaid-tree.ts';
import type { RepositoryTree } from './trees/repository-tree.ts';

export interface WritingRequest {
  /** The folder of the fleet. */
  readonly repo: string;
  /** It may be applied already. */
  readonly comparison: Comparison;
  /** What the input describes. */
  readonly fleet: Fleet;
  /** What fleet.yaml held, and will hold, where that is known. */
  readonly fleetInput?: { readonly before?: string; readonly after?: string };
  /** Names of components in the order in which they come up. */
  readonly order: readonly string[];
  /** Whether it is enough to know which clusters are new, without what they get. */
  readonly isBrief: boolean;
}

const BASE: Plan['base'] = { revision: 'the files as they were', commit: '' };

/** Throws a Refusal when it cannot be told. */
export function planOfWriting(request: WritingRequest): Promise<Plan> {
  const { repo, order } = request;
  const { untouched, fresh } = unreadClusters(request);
  const unread = { before: untouched, after: [...untouched, ...fresh] };
  const { before, after } = sidesOf(openDisk(repo), request, new Set(unread.after.map(({ name }) => name)));
  return withBuilds(repo, (built) => {
    const { plan, wanted } = makePlan({ base: BASE, before, after, order, built, unread });
    return { result: plan, wanted };
  });
}

interface UnreadClusters {
  /** Those that stay as they are. */
  readonly untouched: readonly DeployedCluster[];
  /** Those that are new. */
  readonly fresh: readonly DeployedCluster[];
}

function unreadClusters({ comparison, fleet, isBrief }: WritingRequest): UnreadClusters {
  const concerned = concernedClusters(comparison, fleet);
  const isNew = (path: string): boolean => !comparison.former.has(path) && comparison.writes.has(path);
  const fresh = (name: string): boolean =>
    comparison.parts.get(pathOf('clusterFolder', { cluster: name }))?.every(isNew) === true;
  const of = (clusters: readonly Cluster[]): readonly DeployedCluster[] =>
    clusters.map((one) => unreadCluster(one, fleet));
  return {
    untouched: of(fleet.clusters.filter(({ name }) => concerned?.has(name) === false)),
    fresh: isBrief ? of(fleet.clusters.filter(({ name }) => fresh(name))) : [],
  };
}

/** Clusters for which a file differs; undefined when it could be any of them. */
function concernedClusters({ writes, removed }: Comparison, fleet: Fleet): ReadonlySet<string> | undefined {
  const concerned = new Set<string>();
  for (const path of [...writes.keys(), ...removed]) {
    const { cluster, environment } = placeOf(path)?.names ?? {};
    if (cluster !== undefined) concerned.add(cluster);
    else if (environment === undefined) return undefined;
    else for (const one of fleet.clusters) if (one.environment === environment) concerned.add(one.name);
  }
  // How much an ApplicationSet loses shows beside all that it has.
  return removed.some((path) => placeOf(path)?.kind === 'argocdParameters') ? undefined : concerned;
}

interface Sides {
  readonly before: RepositoryTree;
  readonly after: RepositoryTree;
}

function sidesOf(disk: Disk, { comparison, fleetInput = {} }: WritingRequest, unread: ReadonlySet<string>): Sides {
  const { parts, created, removed, kept, writes, former, digests } = comparison;
  const isRead = (part: string): boolean => {
    const { cluster } = placeOf(part)?.names ?? {};
    return cluster === undefined || !unread.has(cluster);
  };
  const paths = [
    pathOf('fleetInput'),
    ...[...parts].flatMap(([part, files]) => (isRead(part) ? files : [])),
    ...removed,
    ...kept,
    ...ownFiles(disk),
  ];
  const find = (path: string): string | undefined => {
    const found = disk.look(path);
    return found.kind === 'file' ? Buffer.from(found.content).toString('utf8') : undefined;
  };
  const side = (
    differing: Iterable<readonly [string, string | undefined]>,
    input: string | undefined,
  ): RepositoryTree => {
    const texts = input === undefined ? [] : [[pathOf('fleetInput'), input] as const];
    return overlaidTree({ paths, differing: new Map([...differing, ...texts]), digests, find });
  };
  return {
    before: side([...created.map((path) => [path, undefined] as const), ...former], fleetInput.before),
    after: side([...writes, ...removed.map((path) => [path, undefined] as const)], fleetInput.after),
  };
}

/** Files that engines apply without being told of them, by whomever. */
function ownFiles(disk: Disk): readonly string[] {
  return [pathOf('argocd'), pathOf('fluxClusters')].flatMap((folder) =>
    entriesBelow(disk, folder).flatMap(({ kind, path }) =>
      kind === 'file' && partOf(path) === undefined ? [path] : [],
    ),
  );
}

/** Where it belongs is known of a cluster that is not read. */
function unreadCluster(
  { name, engine, environment, domain, wave, argocd }: Cluster,
  { waves }: Fleet,
): DeployedCluster {
  const ref = waves.find((one) => one.name === wave)?.ref ?? '';
  const manual = engine === 'argocd' && argocd.sync === 'manual' ? ({ sync: 'manual' } as const) : {};
  return { name, engine, environment, domain, wave, ref, ...manual, components: new Map() };
}
