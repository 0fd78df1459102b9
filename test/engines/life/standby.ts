/** A cluster joins as the standby of another one, takes its place, and is a cluster like any other afterwards, as docs/backups.md says it. */
import { type ExpectStatic, it } from 'vitest';
import { isObject } from '../../../generator/data/json.ts';
import { join as joinFleet } from '../bootstrap.ts';
import { at } from '../live-object.ts';
import { settle } from '../settle.ts';
import type { Snapshot } from '../snapshot.ts';
import { NEXT_WAVE } from '../waves.ts';
import { startCluster } from '../world.ts';
import type { Life } from './life.ts';

const STANDBY = 'ap-prod-2';
const INPUT = `clusters/${STANDBY}/cluster.yaml`;

/** Both sites have it, so that what is in it outlives each of them. */
const BUCKET =
  '  components:\n    object-store: {mode: external, external: {endpoint: https://s3.ap-southeast-1.amazonaws.com, region: ap-southeast-1, bucket: acme-ap}}\n';

const CLUSTER = 'postgresql.cnpg.io/Cluster/lang-observatory/postgres';
const RESTORING = 'batch/CronJob/lang-observatory/clickhouse-restore';
const LANGFUSE = 'lang-observatory/langfuse';

export function standby(life: Life): void {
  const source = life.arriving.name;

  /** Everything that the commit changes has reached its clusters. */
  async function change(subject: string, what: string): Promise<Snapshot> {
    const world = life.world();
    await world.fleet.publish(subject);
    await world.fleet.advance(NEXT_WAVE);
    const found = (await settle(world, what)).get(STANDBY);
    if (found === undefined) throw new Error(`nothing is known of ${STANDBY}`);
    return found;
  }

  it('makes a cluster that follows the databases of another one and runs no Langfuse', async ({ expect }) => {
    const { fleet } = life.world();
    fleet.edit(`clusters/${source}/cluster.yaml`, '  provider:', `${BUCKET}  provider:`);
    await fleet.publish('Asia keeps its data in a bucket of its own');
    await fleet.advance(NEXT_WAVE);
    await fleet.addCluster(STANDBY, life.arriving.engine);
    fleet.edit(INPUT, '  provider:', `${BUCKET}  standby: {of: ${source}}\n  provider:`);
    await fleet.publish('A standby joins');
    await fleet.advance(NEXT_WAVE);
    // Langfuse is not probed before it runs.
    await startCluster(life.world(), STANDBY, ['monitoring.coreos.com/Probe']);
    await joinFleet(life.world(), { [STANDBY]: life.arriving.engine });
    const found = (await settle(life.world(), 'the standby runs')).get(STANDBY);
    expectRoles(expect, found, { follows: true });
    expect(at(found?.objects.get(CLUSTER), 'spec', 'bootstrap', 'recovery', 'source')).toBe('origin');
  });

  it('promotes it by one field: PostgreSQL takes writes, ClickHouse is restored, and Langfuse starts', async ({
    expect,
  }) => {
    const now = new Date().toISOString().replace(/\.\d+/, '');
    life.world().fleet.edit(INPUT, `{of: ${source}}`, `{of: ${source}, promotedAt: '${now}'}`);
    const found = await change('The standby takes the place of its source', 'the standby is promoted');
    expectRoles(expect, found, { follows: false });
    expect([...found.objects.keys()]).toContain(RESTORING);

    life.world().fleet.edit(INPUT, `  standby: {of: ${source}, promotedAt: '${now}'}\n`, '');
    const like = await change('It is a cluster like any other', 'the standby is one no more');
    expect([...like.objects.keys()]).not.toContain(RESTORING);
    expect(webReplicas(like)).toBe(3);
  });
}

function expectRoles(
  expect: ExpectStatic,
  found: Snapshot | undefined,
  { follows }: { readonly follows: boolean },
): void {
  expect(at(found?.objects.get(CLUSTER), 'spec', 'replica', 'enabled')).toBe(follows);
  // Nothing of Langfuse runs before its databases take writes.
  expect(webReplicas(found) === 0).toBe(follows);
}

function webReplicas(found: Snapshot | undefined): unknown {
  const { values } = found?.releases.get(LANGFUSE) ?? { values: null };
  return at(isObject(values) ? values : undefined, 'langfuse', 'web', 'replicas');
}
