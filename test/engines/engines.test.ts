/**
 * A fleet's life on the real controllers, twice: with the engines that the reference fleet chooses, then with the other engine
 * on every cluster. Each claim builds on the state that the one before left. In the end the two lives are compared.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../generator/fleet/model.ts';
import { begin } from './life/begin.ts';
import { changes } from './life/changes.ts';
import { comings, goings } from './life/comings-and-goings.ts';
import type { Life } from './life/life.ts';
import { trouble } from './life/trouble.ts';
import { waves } from './life/waves.ts';
import type { Snapshot } from './snapshot.ts';
import { startWorld, type World } from './world.ts';

const CHOSEN: Readonly<Record<string, Engine>> = {
  'dev-kind-1': 'flux',
  'staging-gcp-1': 'flux',
  'eu-prod-1': 'argocd',
  'us-prod-1': 'argocd',
};

const OTHER: Readonly<Record<string, Engine>> = Object.fromEntries(
  Object.entries(CHOSEN).map(([name, engine]): [string, Engine] => [name, engine === 'flux' ? 'argocd' : 'flux']),
);

/** What every cluster held, by step and cluster. */
type Lived = Map<string, ReadonlyMap<string, Snapshot>>;

const chosen: Lived = new Map();
const other: Lived = new Map();

describe('the fleet with the engines that it chooses', () => live(CHOSEN, chosen, [changes, trouble]));

// What is asked of each engine by itself has been answered: both run in either life.
describe('the fleet with the other engine on every cluster', () => live(OTHER, other, []));

describe('both engines', () => {
  it.each(['begin', 'a setting changes', 'a component is disabled', 'a cluster is added', 'clusters are removed'])(
    'made the same releases, values and objects on every cluster: %s',
    (step) => {
      const [one, two] = [chosen.get(step), other.get(step)];
      expect([...(one?.keys() ?? [])]).toContain('eu-prod-1');
      expect([...(two?.keys() ?? [])].sort()).toEqual([...(one?.keys() ?? [])].sort());
      for (const [cluster, snapshot] of one ?? []) expect.soft(two?.get(cluster), cluster).toEqual(snapshot);
    },
  );
});

function live(engines: Readonly<Record<string, Engine>>, lived: Lived, more: readonly ((life: Life) => void)[]): void {
  let world: World | undefined;
  const life: Life = {
    engines,
    world: () => {
      if (world === undefined) throw new Error('the world has not begun');
      return world;
    },
    record: (step, snapshots) => lived.set(step, snapshots),
  };
  beforeAll(async () => {
    world = await startWorld(engines);
  });
  afterAll(async () => {
    await world?.workspace.stop();
  });
  begin(life);
  waves(life);
  comings(life);
  for (const claims of more) claims(life);
  goings(life);
}
