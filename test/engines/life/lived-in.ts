/** A world that is there while the claims of a suite are made, one after the other. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { diagnose } from '../diagnosis.ts';
import { foresee } from '../plan/as-planned.ts';
import { phase } from '../wait.ts';
import { startWorld, type World, type WorldOptions } from '../world.ts';

/** Starts it before the claims of the suite that this is called in, and says what its engines have not done where one fails. What is returned throws before. */
export function livedIn(options: WorldOptions): () => World {
  let world: World | undefined;
  beforeAll(async () => {
    world = await startWorld(options);
    foresee(world);
  });
  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => {
      if (world !== undefined) process.stdout.write(await diagnose(world));
    });
  });
  afterAll(async () => {
    await phase(`${options.life}: stop`, async () => world?.workspace.stop());
  });
  return () => {
    if (world === undefined) throw new Error('the world has not begun');
    return world;
  };
}
