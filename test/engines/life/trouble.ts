/** What must not happen when something is broken. */
import { setTimeout } from 'node:timers/promises';
import { it } from 'vitest';
import { passInterval } from '../notify.ts';
import { settle } from '../universe.ts';
import { type Life, versions } from './life.ts';

const OUTAGE_MILLISECONDS = 60_000;

export function trouble(life: Life): void {
  it('never lets broken input reach Git: generate refuses it and writes nothing', async ({ expect }) => {
    const { fleet } = life.world();
    fleet.edit('fleet.yaml', 'size: large', 'size: enormous');
    const { exitCode, err } = await fleet.generate();
    expect(exitCode).toBe(2);
    expect(err).toContain('fleet.yaml:');
    expect(await fleet.changedFiles()).toEqual(['fleet.yaml']);
    fleet.edit('fleet.yaml', 'size: enormous', 'size: large');
  });

  it('changes and deletes nothing while Git cannot be reached, and goes on afterwards', async ({ expect }) => {
    const world = life.world();
    const names = [...world.clusters.keys()];
    const before = await Promise.all(names.map((name) => versions(world, name)));
    world.git.setDown(true);
    world.fleet.edit('fleet.yaml', 'usdPerDay: 400', 'usdPerDay: 450');
    await world.fleet.publish('A change that nobody can fetch yet');
    await passInterval(world);
    await setTimeout(OUTAGE_MILLISECONDS);
    expect(world.git.refused()).toBeGreaterThan(0);
    expect(await Promise.all(names.map((name) => versions(world, name)))).toEqual(before);
    world.git.setDown(false);
    await settle(world, 'the fleet goes on after the outage');
  });
}
