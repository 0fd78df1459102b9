/**
 * A fleet's life on the real controllers: as the reference fleet is, half of it with either engine, and beside it a cluster
 * that has Argo CD there once more with Flux. Each claim builds on the state that the one before left.
 * In the end the two lives are compared.
 */
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { Engine } from '../../generator/fleet/model.ts';
import { composeFleet } from '../../generator/layers/compose.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { fleetOf } from './expected.ts';
import { begin } from './life/begin.ts';
import { changes, pin } from './life/changes.ts';
import { absence, arrival, departure } from './life/comings-and-goings.ts';
import type { Arriving, Life } from './life/life.ts';
import { livedIn } from './life/lived-in.ts';
import { looks } from './life/looks.ts';
import { neighbours } from './life/neighbours.ts';
import { otherEngine } from './life/other-engine.ts';
import { restore } from './life/restore.ts';
import { standby } from './life/standby.ts';
import { trouble } from './life/trouble.ts';
import { moves, waves } from './life/waves.ts';
import type { Snapshot } from './snapshot.ts';
import { MORE_COMPONENTS, type WorldOptions } from './world.ts';

const CHOSEN: Readonly<Record<string, Engine>> = {
  'dev-kind-1': 'flux',
  'staging-gcp-1': 'argocd',
  'eu-prod-1': 'argocd',
};

/** The cluster that runs every component there is, with nothing changed but the engine: what differs, an engine did. */
const OTHER: Readonly<Record<string, Engine>> = { 'eu-prod-1': 'flux' };

/** Both are of the later wave. The reference fleet has a folder for the first; the command line writes one for the second. */
const CHOSEN_ARRIVING: Arriving = { name: 'us-prod-1', engine: 'argocd' };
const OTHER_ARRIVING: Arriving = { name: 'ap-prod-1', engine: 'flux' };

/** What every cluster held, by step and cluster. */
type Lived = Map<string, ReadonlyMap<string, Snapshot>>;

/** Where the fleet of the other life is in its repository. */
const OTHER_FOLDER = 'platform/observability';

const chosen: Lived = new Map();
const other: Lived = new Map();

// Two worlds at once: while one waits for time to pass, the other has the processors. It is busiest when the first has its trouble.
describe.concurrent('the fleet with the engines that it chooses', () =>
  live({ life: 'both engines', engines: CHOSEN, path: '.' }, CHOSEN_ARRIVING, chosen, [
    begin,
    trouble,
    arrival,
    restore,
    waves,
    moves,
    absence,
    pin,
    changes,
    departure,
    otherEngine,
    neighbours,
  ]));

// What need not be asked again of either engine is asked in one life.
describe.concurrent('a cluster of Argo CD, with Flux, of a fleet in a folder of a larger repository', () =>
  live({ life: 'Flux alone', engines: OTHER, path: OTHER_FOLDER }, OTHER_ARRIVING, other, [
    begin,
    looks,
    arrival,
    restore,
    waves,
    moves,
    absence,
    pin,
    standby,
    departure,
  ]));

describe('both engines', () => {
  it.each(['begin', 'a setting changes', 'a component is disabled', 'a version is pinned', 'clusters are removed'])(
    'made the same releases, values and objects: %s',
    (step) => {
      for (const cluster of Object.keys(OTHER)) {
        const [one, two] = [chosen.get(step)?.get(cluster), other.get(step)?.get(cluster)];
        expect(one).toBeDefined();
        expect(two && wherever(two)).toEqual(one && wherever(one));
      }
    },
  );

  it('had every component to agree about', () => {
    const fleet = fleetOf(programFolder());
    const agreed = fleet.clusters.filter(({ name }) => Object.hasOwn(OTHER, name));
    const names = agreed.flatMap((cluster) => composeFleet(fleet, REGISTRY).cluster(cluster).placements);
    const more = agreed.flatMap(({ name }) => MORE_COMPONENTS[name] ?? []);
    expect([...names.map(({ component }) => component.name), ...more].sort()).toEqual(
      REGISTRY.map(({ name }) => name).sort(),
    );
  });
});

/** What a cluster holds, with links into the repository as if the fleet were at its root. */
function wherever({ releases, objects }: Snapshot): unknown {
  return JSON.parse(JSON.stringify([[...releases], [...objects]]).replaceAll(`/${OTHER_FOLDER}/`, '/'));
}

function live(
  options: WorldOptions,
  arriving: Arriving,
  lived: Lived,
  claimed: readonly ((life: Life) => void)[],
): void {
  describe('step by step', { concurrent: false }, () => {
    const life: Life = {
      engines: options.engines,
      arriving,
      world: livedIn(options),
      record: (step, snapshots) => lived.set(step, snapshots),
    };
    for (const claims of claimed) claims(life);
    it('asked for nothing that the tree does not name', ({ expect }) => {
      expect(life.world().internet.refused).toEqual(new Set());
    });
  });
}
