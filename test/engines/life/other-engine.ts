/** A cluster changes its engine, as the README says it: it leaves the fleet, and joins it again. */
import { it } from 'vitest';
import { rootName } from '../../../generator/engines/argocd/names.ts';
import { clusterOf, hubOf, join as joinFleet } from '../bootstrap.ts';
import { keyOf } from '../live-object.ts';
import { clusterSecret } from '../servers/argocd.ts';
import { settle, snapshotOf } from '../settle.ts';
import { identitiesOf } from '../snapshot.ts';
import { NEXT_WAVE } from '../waves.ts';
import { installFlux, type World } from '../world.ts';
import type { Life } from './life.ts';

/** The cluster that came and has left. */
export function otherEngine(life: Life): void {
  it('lets a cluster that has left Argo CD come again with Flux, which goes on with the data that is still there', async ({
    expect,
  }) => {
    const world = life.world();
    const { name } = life.arriving;
    const left = await identities(world, name);
    expect([...left.keys()]).toEqual(expect.arrayContaining([...STORES]));
    const deleted = await forgottenByArgoCD(world, name);
    world.fleet.describe(name, 'flux');
    await world.fleet.publish('A cluster comes again with the other engine');
    await world.fleet.advance(NEXT_WAVE);
    await installFlux(world, name);
    await joinFleet(world, { [name]: 'flux' });
    await settle(world, 'the cluster runs with Flux', { deleted, returning: name });
    // What is deleted and made again is another.
    expect(new Map([...(await identities(world, name))].filter(([key]) => left.has(key)))).toEqual(left);
    expect([...(await snapshotOf(world, name)).releases.keys()]).toContain('lang-observatory/langfuse');
  });
}

const STORES = [
  'clickhouse.com/ClickHouseCluster/lang-observatory/clickhouse',
  'clickhouse.com/KeeperCluster/lang-observatory/clickhouse',
  'postgresql.cnpg.io/Cluster/lang-observatory/postgres',
];

function identities(world: World, name: string): Promise<ReadonlyMap<string, string>> {
  return identitiesOf(clusterOf(world, name).api, world.before.get(name) ?? new Set());
}

/** What a person does when the Applications are gone: deletes the AppProject, whose key this is, and `argocd cluster rm`. */
async function forgottenByArgoCD(world: World, name: string): Promise<readonly string[]> {
  const { api } = hubOf(world);
  const projects = (await api.list('argoproj.io/v1alpha1', 'AppProject')).filter(
    ({ metadata }) => metadata.name === `${rootName('acme')}.${name}`,
  );
  for (const object of [...projects, clusterSecret(clusterOf(world, name))]) await api.delete(object);
  return projects.map(keyOf);
}
