/** Both databases of a cluster are restored, and somebody thinks better of it. */
import { it } from 'vitest';
import { clusterOf } from '../bootstrap.ts';
import { at, keyOf } from '../live-object.ts';
import { asPlanned } from '../plan/as-planned.ts';
import { settle, snapshotOf } from '../settle.ts';
import { readNew } from '../snapshot.ts';
import type { Life } from './life.ts';

const RESTORED = 'eu-prod-1';
const INPUT = `clusters/${RESTORED}/cluster.yaml`;

const CLUSTER = 'postgresql.cnpg.io/Cluster/lang-observatory/postgres';
const DATABASE = 'postgresql.cnpg.io/Database/lang-observatory/postgres-grafana';
const CLICKHOUSE = 'clickhouse.com/ClickHouseCluster/lang-observatory/clickhouse';
const RESTORING = 'batch/CronJob/lang-observatory/clickhouse-restore';

/** The plan of going back knows Git alone, where the databases before are new. */
const STILL_THERE = { returning: RESTORED };

/** What the restore makes. */
const MADE = /^postgresql\.cnpg\.io\/(Cluster|Database)\/lang-observatory\/postgres-\d{8}-\d{4}(-grafana)?$/;

export function restore(life: Life): void {
  it('restores the databases of a cluster as the command asks for it, beside those that are there', async ({
    expect,
  }) => {
    const world = life.world();
    const before = await snapshotOf(world, RESTORED);
    const input = world.fleet.read(INPUT);
    const time = anHourAgo();
    await world.fleet.restore(RESTORED, time);
    await world.fleet.publish('Restore Europe');
    const after = await settle(world, 'databases are restored');
    const objects = after.get(RESTORED)?.objects ?? new Map();
    const made = [...objects].filter(([key]) => MADE.test(key));
    expect(made.map(([key]) => key.split('/')[1])).toEqual(['Cluster', 'Database']);
    expect(at(made[0]?.[1], 'spec', 'bootstrap', 'recovery', 'recoveryTarget', 'targetTime')).toBe(time);
    for (const key of [CLUSTER, DATABASE]) expect(objects.get(key), key).toEqual(before.objects.get(key));
    expect([...objects.keys()]).toContain(RESTORING);

    world.fleet.write(INPUT, input);
    await world.fleet.publish('Europe goes on with the databases that it had');
    const back =
      (await settle(world, 'the databases before are used again', STILL_THERE)).get(RESTORED)?.objects ?? new Map();
    for (const key of [CLUSTER, DATABASE, CLICKHOUSE]) expect(back.get(key), key).toEqual(before.objects.get(key));
    // As docs/backups.md says.
    const left = (await readNew(clusterOf(world, RESTORED).api, new Set())).filter((one) => MADE.test(keyOf(one)));
    expect(left.map(keyOf).sort()).toEqual(made.map(([key]) => key).sort());
    await Promise.all(left.map((one) => clusterOf(world, RESTORED).api.delete(one)));
    await asPlanned(world, 'what the restore left is deleted', {
      cleared: new Map([[RESTORED, left.map(keyOf)]]),
    });
    expect([...(await snapshotOf(world, RESTORED)).objects.keys()]).toEqual([...before.objects.keys()]);
  });
}

function anHourAgo(): string {
  return new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+/, '');
}
