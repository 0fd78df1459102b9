/** What the claims of one life share. */
import { setTimeout } from 'node:timers/promises';
import type { Engine } from '../../../generator/fleet/model.ts';
import { applications } from '../engine-state.ts';
import { passInterval, unheard } from '../notify.ts';
import { snapshotOf } from '../settle.ts';
import { identitiesOf, type Snapshot, versionsOf } from '../snapshot.ts';
import { CONVERGENCE, type Patience, phase, until } from '../wait.ts';
import type { World } from '../world.ts';

/** A cluster that comes later. */
export interface Arriving {
  readonly name: string;
  readonly engine: Engine;
}

export interface Life {
  /** The clusters that are there from the beginning. */
  readonly engines: Readonly<Record<string, Engine>>;
  readonly arriving: Arriving;
  /** Throws before the world has begun. */
  readonly world: () => World;
  /** What every cluster held after a step, to be compared with the other life. */
  readonly record: (step: string, snapshots: ReadonlyMap<string, Snapshot>) => void;
}

/** By cluster the resource versions of everything that an engine put there. */
export async function allVersions(world: World): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  return ofAll(world, versionsOf);
}

/** By cluster the UIDs of everything that an engine put there. */
export async function allIdentities(world: World): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  return ofAll(world, identitiesOf);
}

async function ofAll(
  { clusters, before }: World,
  ask: typeof identitiesOf,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const answers = [...clusters].map(
    async ([name, { api }]) => [name, await ask(api, before.get(name) ?? new Set())] as const,
  );
  return new Map(await Promise.all(answers));
}

/** Which Applications there are: one that was deleted and made again is another. */
export async function applicationIdentities({ hub }: World): Promise<readonly string[]> {
  if (hub === undefined) return [];
  return (await applications(hub.api)).map(({ metadata }) => `${metadata.name} ${metadata.uid}`).sort();
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

/** Long enough, once every engine has looked, for a change to reach a cluster that it must not reach. */
const HOLD_MILLISECONDS = 2000;

/** Asked for more often than for a change: it is soon so, and little is read. */
const ATTENTION: Patience = { ...CONVERGENCE, pauseMilliseconds: 1000 };

/** Lets every engine look again, and do what it has a mind to. */
export async function hold(world: World): Promise<void> {
  await phase(`${world.life}: everything looks again`, async () => {
    await passInterval(world);
    await until('every engine has looked', () => unheard(world), ATTENTION);
    await setTimeout(HOLD_MILLISECONDS);
  });
}
