/** What the claims of one life share. */
import { setTimeout } from 'node:timers/promises';
import type { Engine } from '../../../generator/fleet/model.ts';
import { clusterOf } from '../bootstrap.ts';
import { passInterval } from '../notify.ts';
import { type Snapshot, versionsOf } from '../snapshot.ts';
import { snapshotOf } from '../universe.ts';
import type { World } from '../world.ts';

export interface Arriving {
  readonly name: string;
  readonly engine: Engine;
}

export interface Life {
  /** The clusters that are there from the beginning. */
  readonly engines: Readonly<Record<string, Engine>>;
  /** The cluster that comes later. */
  readonly arriving: Arriving;
  /** Throws before the world has begun. */
  readonly world: () => World;
  /** What every cluster held after a step, to be compared with the other life. */
  readonly record: (step: string, snapshots: ReadonlyMap<string, Snapshot>) => void;
}

/** The resource versions of everything on a cluster that an engine put there. */
export function versions(world: World, cluster: string): Promise<ReadonlyMap<string, string>> {
  return versionsOf(clusterOf(world, cluster).api, world.before.get(cluster) ?? new Set());
}

/** The clusters that hold something else than before. */
export function changedClusters(
  before: ReadonlyMap<string, Snapshot>,
  after: ReadonlyMap<string, Snapshot>,
): readonly string[] {
  const text = (snapshot: Snapshot | undefined) =>
    JSON.stringify([...(snapshot?.releases ?? []), ...(snapshot?.objects ?? [])]);
  return [...after.keys()].filter((name) => text(before.get(name)) !== text(after.get(name)));
}

/** What every cluster holds now. */
export async function states(world: World): Promise<ReadonlyMap<string, Snapshot>> {
  const names = [...world.clusters.keys()];
  return new Map(await Promise.all(names.map(async (name) => [name, await snapshotOf(world, name)] as const)));
}

/** Long enough after every engine was told to look for a change to reach a cluster that it must not reach. */
const HOLD_MILLISECONDS = 10_000;

export async function hold(world: World): Promise<void> {
  await passInterval(world);
  await setTimeout(HOLD_MILLISECONDS);
}
