/**
 * A fleet's life on the real controllers: as the reference fleet is, half of it with either engine, and beside it the clusters
 * that have Argo CD there once more with Flux. Each claim builds on the state that the one before left. In the end the two lives are compared.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../generator/fleet/model.ts';
import { begin } from './life/begin.ts';
import { changes } from './life/changes.ts';
import { absence, arrival, departure } from './life/comings-and-goings.ts';
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

/** The clusters that had Argo CD, with nothing changed but the engine: what differs, an engine did. */
const OTHER: Readonly<Record<string, Engine>> = { 'eu-prod-1': 'flux', 'us-prod-1': 'flux' };

/** What every cluster held, by step and cluster. */
type Lived = Map<string, ReadonlyMap<string, Snapshot>>;

const chosen: Lived = new Map();
const other: Lived = new Map();

// Two worlds at once: while one waits for time to pass, the other has the processors.
describe.concurrent('the fleet with the engines that it chooses', () =>
  live('both engines', CHOSEN, chosen, [arrival, changes, trouble]));

// What is asked of each engine by itself is answered by the other life.
describe.concurrent('the clusters of Argo CD, with Flux', () => live('Flux alone', OTHER, other, []));

describe('both engines', () => {
  it.each(['begin', 'a setting changes', 'a component is disabled', 'clusters are removed'])(
    'made the same releases, values and objects on every cluster: %s',
    (step) => {
      const [one, two] = [chosen.get(step), other.get(step)];
      expect([...(two?.keys() ?? [])]).toContain('eu-prod-1');
      for (const [cluster, snapshot] of two ?? []) expect.soft(snapshot, cluster).toEqual(one?.get(cluster));
    },
  );
});

function live(
  name: string,
  engines: Readonly<Record<string, Engine>>,
  lived: Lived,
  more: readonly ((life: Life) => void)[],
): void {
  let world: World | undefined;
  const life: Life = {
    engines,
    world: () => {
      if (world === undefined) throw new Error('the world has not begun');
      return world;
    },
    record: (step, snapshots) => lived.set(step, snapshots),
  };
  describe('step by step', { concurrent: false }, () => {
    beforeAll(async () => {
      world = await startWorld(name, engines);
    });
    afterAll(async () => {
      await world?.workspace.stop();
    });
    begin(life);
    waves(life);
    absence(life);
    for (const claims of more) claims(life);
    departure(life);
  });
}
