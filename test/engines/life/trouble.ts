/** What must not happen when something is broken. */
import { setTimeout } from 'node:timers/promises';
import { it } from 'vitest';
import { hubOf } from '../bootstrap.ts';
import { applicationProblems, applicationSetErrors, applicationsOf, rootApplication } from '../engine-state.ts';
import { notifier, passInterval } from '../notify.ts';
import { engineProblems, expectations, settle } from '../settle.ts';
import { CONVERGENCE, phase, until } from '../wait.ts';
import { NEXT_WAVE } from '../waves.ts';
import type { World } from '../world.ts';
import { UNREGISTERED } from './begin.ts';
import { allVersions, applicationIdentities, type Life } from './life.ts';

const OUTAGE_MILLISECONDS = 60_000;

export function trouble(life: Life): void {
  it('is not held up by a cluster that nobody has registered with Argo CD', async ({ expect }) => {
    const { api } = hubOf(life.world());
    expect(await applicationSetErrors(api)).toContainEqual(
      expect.stringContaining(`no clusters with this name: ${UNREGISTERED}`),
    );
    expect(await applicationsOf(api, UNREGISTERED)).toEqual([]);
  });

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
    const before = [await allVersions(world), await applicationIdentities(world)];
    world.git.setDown(true);
    world.fleet.edit('fleet.yaml', 'usdPerDay: 400', 'usdPerDay: 450');
    world.fleet.remove(`clusters/${UNREGISTERED}/cluster.yaml`);
    await world.fleet.publish('A change that nobody can fetch yet, and a cluster that was a mistake');
    await world.fleet.advance(NEXT_WAVE);
    await phase(`${world.life}: Git cannot be reached`, async () => {
      await passInterval(world);
      await setTimeout(OUTAGE_MILLISECONDS);
    });
    for (const [name, { cluster }] of await expectations(world))
      expect(await engineProblems(world, name, cluster.engine), `${name} has noticed`).not.toEqual([]);
    expect([await allVersions(world), await applicationIdentities(world)]).toEqual(before);
    world.git.setDown(false);
    await settle(world, 'the fleet goes on after the outage');
    await mended(world);
    // Taken back with the next commit: the other life, whose clusters must become the same, has no outage.
    world.fleet.edit('fleet.yaml', 'usdPerDay: 450', 'usdPerDay: 400');
  });
}

/** Waits until Argo CD has nothing to say against the tree any more. */
async function mended(world: World): Promise<void> {
  const { api } = hubOf(world);
  const notify = notifier(world);
  await phase(`${world.life}: the mistake is mended`, () =>
    until(
      'the root Application and every ApplicationSet are content',
      async () => {
        await notify();
        return [...applicationProblems(await rootApplication(api)), ...(await applicationSetErrors(api))];
      },
      CONVERGENCE,
    ),
  );
}
