/** A change of the input reaches the clusters of a wave when the wave's ref moves, and no other. */
import { it } from 'vitest';
import { expectations, NEXT_WAVE, settle } from '../universe.ts';
import { changedClusters, hold, type Life, states } from './life.ts';

export function waves(life: Life): void {
  it('brings a setting of an environment to the clusters of the first wave alone', async ({ expect }) => {
    const world = life.world();
    const before = world.settled;
    world.fleet.edit('fleet.yaml', 'replicas: {min: 3, max: 12}', 'replicas: {min: 3, max: 14}');
    await world.fleet.publish('More Langfuse in production');
    await settle(world, 'the first wave follows main');
    await hold(world);
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
