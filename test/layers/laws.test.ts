/**
 * The two laws of layers, for every component and random settings at every level, through the real kustomize:
 * merging the three values files gives the resolved values, and building the lowest folder gives the resolved manifests.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, type JsonObject } from '../../generator/data/json.ts';
import { valueAt } from '../../generator/fleet/resolve/said.ts';
import { generatedValues } from '../../generator/layers/answer.ts';
import { keyOfList } from '../../generator/layers/list-keys.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { realTool } from '../real-tool.ts';
import { componentsWithLists, REMOVABLE, USER_LISTS } from './arbitrary-lists.ts';
import { compose, manifestsOf, mergedFiles, valuesOf } from './both-sides.ts';
import { fleetOf, onlyCluster, randomInput } from './random-fleet.ts';

const RUNS = 12;

let kustomize = '';
beforeAll(async () => {
  kustomize = await realTool('kustomize');
});

/** The keys of the items of a list. */
function keysAt(values: JsonObject, path: readonly string[]): readonly string[] {
  const list = valueAt(values, path);
  if (!isList(list)) throw new Error(`no list is at ${path.join('.')}`);
  const key = keyOfList(path.at(-1) ?? '', list);
  return list.map((item) => key?.of(item) ?? '');
}

describe('layers', () => {
  it('give Helm exactly the values that the component resolves to', () => {
    fc.assert(
      fc.property(randomInput, (random) => {
        const fleet = fleetOf(random);
        const { merged, wanted } = valuesOf(fleet, onlyCluster(fleet));
        expect(merged).toEqual(wanted);
      }),
      { numRuns: RUNS * 3 },
    );
  });

  it('give Helm every generated item of a list that users add to, but for those that they remove', () => {
    const level = componentsWithLists.map((components): JsonObject => ({ components }));
    const lists = fc.record({
      fleet: level,
      environment: level,
      groups: fc.array(level, { maxLength: 2 }),
      cluster: level,
      provider: fc.constant('aws'),
      engine: fc.constant('argocd' as const),
    });
    fc.assert(
      fc.property(lists, (random) => {
        const fleet = fleetOf(random);
        const cluster = onlyCluster(fleet);
        const graph = buildGraph(fleet, cluster, REGISTRY);
        const { composed, files } = compose(fleet, cluster);
        for (const placement of composed.placements) {
          const { component } = placement;
          const { path } = USER_LISTS[component.name] ?? {};
          if (path === undefined) continue;
          const values = mergedFiles(placement, files);
          const written = keysAt(values, path);
          const lost = keysAt(generatedValues(component, graph, cluster), path).filter((key) => !written.includes(key));
          expect(lost.filter((key) => !REMOVABLE.includes(key))).toEqual([]);
          expect(JSON.stringify(values)).not.toContain('$patch');
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('give the engines exactly the manifests that the component resolves to', async () => {
    await fc.assert(
      fc.asyncProperty(randomInput, async (random) => {
        const fleet = fleetOf(random);
        const { built, wanted } = await manifestsOf(kustomize, fleet, onlyCluster(fleet));
        expect(built).toEqual(wanted);
      }),
      { numRuns: RUNS },
    );
  });
});
