/** What `status` tells of a fleet whose engines have settled. Argo CD waits for pods without end, which do not run here, so Flux is asked alone. */
import { join } from 'node:path';
import { it } from 'vitest';
import { fleetOf } from '../expected.ts';
import { askStatus, kubeconfigOf } from '../status/ask-status.ts';
import { branchOf, refOf } from '../waves.ts';
import type { World } from '../world.ts';
import type { Life } from './life.ts';

export function looks(life: Life): void {
  it('is healthy to status, each cluster at the commit of its wave', async ({ expect }) => {
    const world = life.world();
    const { exitCode, report } = await statusOf(world);
    const told = report.clusters.map(({ name, unreachable, problems, components }) => ({
      name,
      unreachable,
      problems,
      components: components.filter(({ state }) => state !== 'healthy'),
    }));
    expect(told).toEqual(
      report.clusters.map(({ name }) => ({ name, unreachable: null, problems: [], components: [] })),
    );
    const fleet = fleetOf(world.fleet.folder);
    for (const { name, commits, wave } of report.clusters)
      expect([name, commits]).toEqual([name, [await world.fleet.revision(branchOf(refOf(fleet, { name, wave })))]]);
    expect([exitCode, report.verdict]).toEqual([0, 'healthy']);
  });
}

async function statusOf({ workspace, fleet, clusters, hub }: World): ReturnType<typeof askStatus> {
  const path = join(workspace.make('looks'), 'kubeconfig');
  kubeconfigOf(path, { ...Object.fromEntries(clusters), ...(hub === undefined ? {} : { argocd: hub }) }, 'token');
  return askStatus(fleet.folder, path, [...clusters.keys()]);
}
