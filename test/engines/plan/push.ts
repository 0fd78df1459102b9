/** The plan of a push: of each cluster what moving the refs that it reads does, and of Argo CD itself what moving the fleet's branch does. */
import { COMPONENT_NAMES } from '../../../generator/components/registry.ts';
import { type RevisionFiles, revisionFiles } from '../../../generator/git/revision.ts';
import { grouped } from '../../../generator/layers/selector.ts';
import { mixture } from '../../../generator/moves/wave-plan.ts';
import { onlyClusters } from '../../../generator/plan/only-clusters.ts';
import type { Plan } from '../../../generator/plan/plan.ts';
import { planBetween } from '../../../generator/plan/read-trees.ts';
import { composedFleet } from '../expected.ts';
import type { FleetRepository, Heads } from '../fleet-repository.ts';
import { branchOf, FIRST_WAVE, refOf } from '../waves.ts';

/** One plan for the clusters that read the same commits; together they have every cluster of both sides, and each has all of Argo CD. */
export async function plansOf(fleet: FleetRepository, before: Heads, after: Heads): Promise<readonly Plan[]> {
  const [old, now] = [await wavesOf(fleet, before), await wavesOf(fleet, after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  const moves = names.map((name) => {
    // A cluster that is new follows no ref yet, and one that is gone none any more.
    const [from, to] = [old.get(name) ?? now.get(name), now.get(name) ?? old.get(name)];
    return { name, from: before.get(from ?? '') ?? '', to: after.get(to ?? '') ?? '' };
  });
  const groups = grouped(moves, ({ from, to }) => `${from} ${to}`);
  const read = reader(fleet);
  return Promise.all(
    groups.map(async (group) => {
      const [{ from, to }] = group;
      const plan = await planBetween({
        repo: fleet.folder,
        revision: 'before',
        before: mixture(await read(before.get(FIRST_WAVE)), await read(from)),
        after: mixture(await read(after.get(FIRST_WAVE)), await read(to)),
        order: COMPONENT_NAMES,
      });
      const { clusters, hub } = plan;
      return { ...onlyClusters(plan, new Set(group.map(({ name }) => name))), clusters, hub };
    }),
  );
}

/** The branch that each cluster follows. */
async function wavesOf(fleet: FleetRepository, heads: Heads): Promise<ReadonlyMap<string, string>> {
  const commit = heads.get(FIRST_WAVE);
  if (commit === undefined) return new Map();
  const composed = composedFleet(await fleet.tree(commit)).fleet;
  return new Map(composed.clusters.map((cluster) => [cluster.name, branchOf(refOf(composed, cluster))]));
}

/** Reads the files of commits, each once. The empty text is a commit without files. */
function reader({ folder }: FleetRepository): (commit?: string) => Promise<RevisionFiles> {
  const known = new Map<string, Promise<RevisionFiles>>();
  return (commit = '') => {
    const files =
      known.get(commit) ??
      (commit === ''
        ? Promise.resolve({ commit, ids: new Map() })
        : revisionFiles({ command: 'plan', instead: 'fetch it', repo: folder, revision: commit }));
    known.set(commit, files);
    return files;
  };
}
