/** What `status` tells of a fleet whose engines have settled. */
import { join } from 'node:path';
import { it } from 'vitest';
import { fleetOf } from '../expected.ts';
import { askStatus, kubeconfigOf } from '../status/ask-status.ts';
import { branchOf, refOf } from '../waves.ts';
import type { World } from '../world.ts';
import type { Life } from './life.ts';

export function looks(life: Life): void {
  it('is, to status, at the commit of each wave, and as far as its engine can bring it without pods', async ({
    expect,
  }) => {
    const world = life.world();
    const { exitCode, report } = await statusOf(world);
    const told = report.clusters.map(({ name, engine, unreachable, problems, components }) => ({
      name,
      unreachable,
      problems,
      components: components.filter(engine === 'flux' ? isNotHealthy : isNotSynced),
    }));
    expect(told).toEqual(
      report.clusters.map(({ name }) => ({ name, unreachable: null, problems: [], components: [] })),
    );
    const fleet = fleetOf(world.fleet.folder);
    for (const { name, commits, wave } of report.clusters)
      expect([name, commits]).toEqual([name, [await world.fleet.revision(branchOf(refOf(fleet, { name, wave })))]]);
    const isFlux = report.clusters.every(({ engine }) => engine === 'flux');
    expect([exitCode, report.verdict]).toEqual(isFlux ? [0, 'healthy'] : [4, 'progressing']);
  });
}

type Component = Awaited<ReturnType<typeof askStatus>>['report']['clusters'][number]['components'][number];

function isNotHealthy({ state }: Component): boolean {
  return state !== 'healthy';
}

/** No pod runs here, which Argo CD waits for without end, and Flux only where something depends on it. */
function isNotSynced({ state, isSynced, hasDrift }: Component): boolean {
  return !['healthy', 'progressing', 'waiting'].includes(state) || !isSynced || hasDrift === true;
}

async function statusOf({ workspace, fleet, clusters, hub }: World): ReturnType<typeof askStatus> {
  const path = join(workspace.make('looks'), 'kubeconfig');
  kubeconfigOf(path, { ...Object.fromEntries(clusters), ...(hub === undefined ? {} : { argocd: hub }) }, 'token');
  return askStatus(fleet.folder, path, [...clusters.keys()]);
}
