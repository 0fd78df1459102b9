/** A plan says what differs between two fleets, and nothing else: held against what the components answer, for both engines. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isEqual } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import { ENGINES, type Engine, type Fleet } from '../../generator/fleet/model.ts';
import { generateFiles } from '../../generator/generate.ts';
import { identityOf, type Manifest } from '../../generator/kubernetes/manifest.ts';
import { type Answer, clusterAnswer, ownAnswer } from '../../generator/layers/answer.ts';
import { type FieldChange, fieldChanges } from '../../generator/plan/difference/fields.ts';
import type { ObjectChange } from '../../generator/plan/difference/objects.ts';
import { makePlan } from '../../generator/plan/make-plan.ts';
import type { Plan } from '../../generator/plan/plan.ts';
import { memoryTree } from '../../generator/plan/trees/memory-tree.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { describedFleet } from '../described-fleet.ts';
import { fleetOf, onlyCluster, type RandomInput, randomInput } from '../layers/random-fleet.ts';
import { referenceFiles } from './reference-fleet.ts';

function planOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Plan {
  const { plan, wanted } = makePlan({
    base: { revision: 'HEAD', commit: '' },
    before: memoryTree(before, 'sha1'),
    after: memoryTree(after, 'sha1'),
    order: REGISTRY.map(({ name }) => name),
  });
  expect(wanted.flatMap(({ folders }) => folders.map(({ path }) => path))).toEqual([]);
  return plan;
}

function filesOf(fleet: Fleet): ReadonlyMap<string, string> {
  return new Map([...generateFiles(fleet, REGISTRY)].map(({ path, text }) => [path, text]));
}

/** What each deployed component says on the only cluster. */
function answers(fleet: Fleet): ReadonlyMap<string, Answer> {
  const cluster = onlyCluster(fleet);
  const graph = buildGraph(fleet, cluster, REGISTRY);
  return new Map(
    graph.deployed.map((component) => [
      component.name,
      clusterAnswer(component, ownAnswer(component, graph), graph, cluster),
    ]),
  );
}

/** By `component identity`. */
function objectsOf(side: ReadonlyMap<string, Answer>): ReadonlyMap<string, Manifest> {
  return new Map(
    [...side].flatMap(([name, { manifests }]) =>
      plain(manifests).map((one) => [`${name} ${identityOf(one)}`, one] as const),
    ),
  );
}

/** `component identity`, of objects that differ. Dashboards are the same in every fleet. */
function differing(before: ReadonlyMap<string, Answer>, after: ReadonlyMap<string, Answer>): readonly string[] {
  const [old, now] = [objectsOf(before), objectsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter(
    (key) => !isEqual(old.get(key) ?? null, now.get(key) ?? null),
  );
}

/** As it is in a file. */
function plain(manifests: readonly Manifest[]): readonly Manifest[] {
  return JSON.parse(JSON.stringify(manifests));
}

function identityOfChange({ apiVersion, kind, namespace, name }: ObjectChange): string {
  return identityOf({ apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } });
}

const withEngine = fc
  .tuple(randomInput, randomInput, fc.constantFrom(...ENGINES))
  .map((drawn) => [on(drawn[0], drawn[2]), on(drawn[1], drawn[2])] as const);

function on(random: RandomInput, engine: Engine): Fleet {
  return fleetOf({ ...random, engine });
}

/** Clusters of both engines, with a version of one chart. */
function fleetIn(path: string, version: string): ReadonlyMap<string, string> {
  const head = { apiVersion: 'lang-observatory.dev/v1' };
  const fleet = {
    ...head,
    kind: 'Fleet',
    metadata: { name: 'acme' },
    spec: {
      repository: { url: 'https://example.com/repo.git', path },
      domain: 'example.com',
      environments: { dev: {} },
      components: { blackbox: { version } },
    },
  };
  const clusters = [
    ['a', 'argocd'],
    ['f', 'flux'],
  ].map(([name = '', engine = '']): [string, string] => [
    `clusters/${name}/cluster.yaml`,
    emitYaml({
      ...head,
      kind: 'Cluster',
      metadata: { name },
      spec: { environment: 'dev', engine, provider: { name: 'bare' } },
    }),
  ]);
  const input = new Map([['fleet.yaml', emitYaml(fleet)], ...clusters]);
  return new Map([...input, ...filesOf(describedFleet(input))]);
}

describe('a plan', () => {
  it('of equal trees is empty', () => {
    const files = referenceFiles();
    const { components, hub, steps, clusters } = planOf(files, files);
    expect({ components, hub, steps }).toEqual({ components: [], hub: [], steps: [] });
    expect(new Set(clusters.map(({ fate }) => fate))).toEqual(new Set(['unchanged']));
  });

  it('is the same for a fleet in a folder of its Git repository', () => {
    const planIn = (path: string): Plan['components'] => {
      const [before, after] = ['11.0.0', '12.0.0'].map((version) => fleetIn(path, version));
      return planOf(before ?? new Map(), after ?? new Map()).components;
    };
    const inFolder = planIn('fleets/acme');
    expect(inFolder.map(({ component, clusters }) => [component, clusters])).toEqual([['blackbox', ['a', 'f']]]);
    expect(inFolder).toEqual(planIn('.'));
  });

  it('never comes to a component before one that it requires, whichever engine deploys them', () => {
    fc.assert(
      fc.property(withEngine, ([one, other]) => {
        const orders = new Map(
          planOf(filesOf(one), filesOf(other))
            .steps.filter(({ fate }) => fate !== 'removed')
            .map(({ component, order }) => [component, order]),
        );
        const graph = buildGraph(other, onlyCluster(other), REGISTRY);
        const early = graph.deployed.flatMap((component) =>
          graph
            .requirementsOf(component)
            .filter(
              (required) => (orders.get(required) ?? 0) > (orders.get(component.name) ?? Number.POSITIVE_INFINITY),
            )
            .map((required) => `${component.name} before ${required}`),
        );
        expect(early).toEqual([]);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it('names exactly the objects and values that differ, for any change of settings', () => {
    fc.assert(
      fc.property(withEngine, ([one, other]) => {
        const { components } = planOf(filesOf(one), filesOf(other));
        const [before, after] = [answers(one), answers(other)];
        const known = new Set([before, after].flatMap((side) => [...objectsOf(side).keys()]));
        // Kustomize makes a ConfigMap of each dashboard.
        const planned = components.flatMap(({ component, objects }) =>
          objects
            .map((change) => ({ kind: change.kind, key: `${component} ${identityOfChange(change)}` }))
            .filter(({ kind, key }) => kind !== 'ConfigMap' || known.has(key))
            .map(({ key }) => key),
        );
        expect([...planned].sort()).toEqual([...differing(before, after)].sort());
        for (const [name, { values }] of before) {
          const now = after.get(name);
          if (now === undefined || Object.keys(values).length === 0) continue;
          const change = components.find(({ component }) => component === name);
          expect(withoutNull(change?.values ?? []), name).toEqual(withoutNull(fieldChanges(values, now.values)));
        }
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});

/** A layer says null where one above has what is said no more, such as the StorageClass of a volume: the component itself says nothing then. */
function withoutNull(changes: readonly FieldChange[]): readonly FieldChange[] {
  return changes
    .map(({ before, after, ...place }) => ({
      ...place,
      ...(before === null || before === undefined ? {} : { before }),
      ...(after === null || after === undefined ? {} : { after }),
    }))
    .filter((change) => 'before' in change || 'after' in change);
}
