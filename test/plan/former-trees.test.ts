/** A plan reads what an earlier version wrote as the engines do: an upgrade is no new installation. */
import { describe, expect, it } from 'vitest';
import { COMPONENT_NAMES, REGISTRY } from '../../generator/components/registry.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import { generateFiles } from '../../generator/generate.ts';
import { buildMemory, treeBuilder } from '../../generator/plan/build/build.ts';
import { makePlan } from '../../generator/plan/make-plan.ts';
import type { Plan } from '../../generator/plan/plan.ts';
import { memoryTree } from '../../generator/plan/trees/memory-tree.ts';
import { describedFleet } from '../described-fleet.ts';
import { writeFormerNames } from '../engines/former-names.ts';
import { inputFiles } from '../input-files.ts';

type Files = ReadonlyMap<string, string>;

function filesOf(engine: 'argocd' | 'flux', path: string): Files {
  const repository = { url: 'https://github.com/acme/observability.git', path };
  const input = inputFiles({ fleet: { repository }, clusters: { a: { engine } } });
  const generated = generateFiles(describedFleet(input), REGISTRY);
  return new Map([...input, ...[...generated].map(({ path, text }) => [path, text] as const)]);
}

function planBetween(before: Files, after: Files): Plan {
  const [old, now] = [memoryTree(before, 'sha1'), memoryTree(after, 'sha1')];
  return makePlan({ base: { revision: 'HEAD', commit: '' }, before: old, after: now, order: COMPONENT_NAMES }).plan;
}

/** As before the name of the fleet was part of names in Argo CD. */
function withFormerNames(files: Files): Files {
  const tree = new Map(files);
  writeFormerNames({
    files: (folder) => [...tree.keys()].filter((path) => path.startsWith(`${folder}/`)),
    read: (path) => tree.get(path) ?? '',
    write: (path, text) => tree.set(path, text),
    remove: (path) => {
      for (const one of [...tree.keys()].filter((key) => key === path || key.startsWith(`${path}/`))) tree.delete(one);
    },
  });
  return tree;
}

/** A file for each Kustomization, and no kustomization that names them. */
function withoutKustomization(files: Files): Files {
  const folder = 'flux/kustomizations/a';
  const built = treeBuilder(memoryTree(files, 'sha1'), buildMemory()).build(folder);
  const own = built.map((object): [string, string] => [
    `${folder}/${object.kind}-${object.metadata.name}.yaml`,
    emitYaml({ ...object }),
  ]);
  return new Map([...[...files].filter(([path]) => !path.startsWith(`${folder}/`)), ...own]);
}

describe.each(['.', 'platform/observability'])('the plan of an upgrade, of a fleet in %s', (path) => {
  it('gives other names in Argo CD, where the tree is of the time before the fleet had its name in them, and leaves the clusters alone', () => {
    const now = filesOf('argocd', path);
    for (const plan of [planBetween(withFormerNames(now), now), planBetween(now, withFormerNames(now))]) {
      expect(plan.clusters.map(({ fate }) => fate)).toEqual(['changed']);
      expect(plan.components.flatMap(({ fate, objects, values }) => [fate, ...objects, ...values])).toEqual(
        plan.components.map(() => 'changed'),
      );
      expect(new Set(plan.steps.flatMap(({ fields }) => fields.map((field) => field.path.join('/'))))).toEqual(
        new Set(['metadata/labels/lang-observatory.dev/fleet', 'spec/project']),
      );
      expect(new Set(plan.hub.map(({ kind, fate }) => `${fate} ${kind}`))).toEqual(
        new Set([
          ...['created ApplicationSet', 'removed ApplicationSet', 'created Application', 'removed Application'],
          ...['created AppProject', 'removed AppProject', 'kept AppProject'],
        ]),
      );
    }
  });

  it('says nothing, where Flux had to make the kustomization of a cluster itself', () => {
    const now = filesOf('flux', path);
    const former = withoutKustomization(now);
    expect([...former.keys()].filter((one) => one.startsWith('flux/kustomizations/a/')).length).toBeGreaterThan(5);
    for (const plan of [planBetween(former, now), planBetween(now, former)]) {
      expect(plan.clusters.map(({ fate }) => fate)).toEqual(['unchanged']);
      expect([...plan.components, ...plan.steps, ...plan.dangers]).toEqual([]);
    }
  });
});
