/** A change of the input reaches the clusters of a wave when the wave's ref moves, and no other; and clusters change their wave. */

import { it } from 'vitest';
import { clusterOf, hubOf } from '../bootstrap.ts';
import { argocdBranches, fluxBranches } from '../engine-state.ts';
import { notifier } from '../notify.ts';
import { expectations, settle } from '../settle.ts';
import { CONVERGENCE, phase, until } from '../wait.ts';
import { NEXT_WAVE } from '../waves.ts';
import { allVersions, applicationIdentities, changedClusters, hold, type Life, states } from './life.ts';

const MOVING = 'eu-prod-1';
export const OWN_WAVE = '  wave: canary\n';

export function waves(life: Life): void {
  it('brings a setting of an environment to the clusters of the first wave alone', async ({ expect }) => {
    const world = life.world();
    const before = world.settled;
    world.fleet.edit('fleet.yaml', 'replicas: {min: 3, max: 12}', 'replicas: {min: 3, max: 14}');
    await world.fleet.publish('More Langfuse in production');
    await hold(world);
    await settle(world, 'the first wave follows main');
    const after = await states(world);
    expect(changedClusters(before, after)).toEqual(['eu-prod-1']);
    life.record('a setting changes', after);
  });

  it('brings it to the next wave when the ref of that wave moves', async ({ expect }) => {
    const world = life.world();
    const before = world.settled;
    await world.fleet.advance(NEXT_WAVE);
    await settle(world, 'the next wave follows its ref');
    const after = await states(world);
    const next = [...(await expectations(world)).values()].filter(({ cluster }) => cluster.wave === 'all');
    expect(changedClusters(before, after)).toEqual(next.map(({ cluster }) => cluster.name));
    expect(next).toHaveLength(1);
  });
}

/** It comes back with the next claim, which changes its input again (`comings-and-goings.ts`). */
export function moves(life: Life): void {
  it('lets a cluster change its wave, and nothing of it goes meanwhile', async ({ expect }) => {
    const world = life.world();
    const before = [await allVersions(world), await applicationIdentities(world)];
    world.fleet.edit(`clusters/${MOVING}/cluster.yaml`, OWN_WAVE, '');
    await world.fleet.publish('Europe goes with the rest of production');
    await phase(`${world.life}: a cluster changes its wave`, () => follows(life, NEXT_WAVE));
    await settle(world, 'it is as the ref of that wave says');
    // An Application that was deleted is another by now, even if it is there again.
    expect([await allVersions(world), await applicationIdentities(world)]).toEqual(before);
  });
}

async function follows(life: Life, branch: string): Promise<void> {
  const world = life.world();
  const notify = notifier(world);
  await until(
    `${MOVING} follows ${branch}`,
    async () => {
      await notify();
      const isFlux = life.engines[MOVING] === 'flux';
      const found = await (isFlux
        ? fluxBranches(clusterOf(world, MOVING).api)
        : argocdBranches(hubOf(world).api, MOVING));
      return found.size === 1 && found.has(branch) ? [] : [`it follows ${[...found].join(', ')}`];
    },
    CONVERGENCE,
  );
}
