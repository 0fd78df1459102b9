/** A tree that is generated with other names or another shape, by the real controllers. Each claim builds on the state that the one before left. */
import { describe, it } from 'vitest';
import { bootstrap } from './bootstrap.ts';
import { livedIn } from './life/lived-in.ts';
import { names } from './life/names.ts';
import { shape } from './life/shape.ts';
import { settle } from './settle.ts';
import { SMALL_FLEET, SMALL_FLEET_ENGINES } from './small-fleet.ts';

describe('a fleet whose tree changes', () => {
  const world = livedIn({ life: 'changing trees', engines: SMALL_FLEET_ENGINES, input: SMALL_FLEET, path: '.' });

  it('begins', async () => {
    await bootstrap(world(), SMALL_FLEET_ENGINES);
    await settle(world(), 'the fleet begins');
  });

  names({ world });
  shape({ world });

  it('asked for nothing that the tree does not name', ({ expect }) => {
    expect(world().internet.refused).toEqual(new Set());
  });
});
