/** From nothing to a running fleet, and what each engine made of the tree on the way. */
import { type ExpectStatic, it } from 'vitest';
import { isList } from '../../../generator/data/json.ts';
import { prefixed } from '../../../generator/engines/names.ts';
import type { Placement } from '../../../generator/layers/compose.ts';
import { bootstrap, clusterOf, hubOf } from '../bootstrap.ts';
import { applications, fluxObjects } from '../engine-state.ts';
import { at, conditionsOf, type LiveObject } from '../live-object.ts';
import { predictedApplication } from '../predicted-application.ts';
import { expectations, settle } from '../settle.ts';
import { NEXT_WAVE } from '../waves.ts';
import type { Life } from './life.ts';

/** Argo CD does not know it, or knows it by another name (`trouble.ts`). */
export const UNREGISTERED = 'ap-prod-2';

export function begin(life: Life): void {
  const engines = Object.values(life.engines);

  it('becomes what Git says, from the bootstrap that the README describes', async () => {
    const world = life.world();
    if (engines.includes('argocd')) world.fleet.describe(UNREGISTERED, 'argocd', 'us-prod-1');
    await world.fleet.publish('The fleet begins');
    await world.fleet.advance(NEXT_WAVE);
    await bootstrap(world, life.engines);
    life.record('begin', await settle(world, 'the fleet begins'));
  });

  if (engines.includes('flux'))
    it('has, with Flux, nothing of a component before what it depends on was ready', async ({ expect }) => {
      const world = life.world();
      const withFlux = [...(await expectations(world))].filter(([, { cluster }]) => cluster.engine === 'flux');
      for (const [name, { placements }] of withFlux) {
        const objects = await fluxObjects(clusterOf(world, name).api);
        expectOrder(expect, objects, placements, name);
      }
    });

  if (engines.includes('flux'))
    it('has, with Flux, no Langfuse before the databases of ClickHouse are replicated, although its servers answer', async ({
      expect,
    }) => {
      const world = life.world();
      const withFlux = [...(await expectations(world))].filter(([, { cluster }]) => cluster.engine === 'flux');
      for (const [name] of withFlux) {
        const { api } = clusterOf(world, name);
        const replicated = (await api.list('clickhouse.com/v1alpha1', 'ClickHouseCluster')).map(replicatedAt);
        const langfuse = find(await fluxObjects(api), 'HelmRelease', 'langfuse');
        expect(replicated).toHaveLength(1);
        expect(createdAt(langfuse), name).toBeGreaterThanOrEqual(Math.max(...replicated));
      }
    });

  if (engines.includes('argocd'))
    it('is, for Argo CD, exactly the Applications that the model predicts', async ({ expect }) => {
      const world = life.world();
      const predicted = [...(await expectations(world)).values()]
        .filter(({ cluster }) => cluster.engine === 'argocd')
        .flatMap(({ fleet, cluster, placements }) =>
          placements.map((placement) => predictedApplication(fleet, cluster, placement)),
        );
      expect(byName((await applications(hubOf(world).api)).map(written))).toEqual(byName(predicted));
    });
}

/** Whether Flux made each component of a cluster after what it depends on was ready. */
function expectOrder(
  expect: ExpectStatic,
  objects: readonly LiveObject[],
  placements: readonly Placement[],
  name: string,
): void {
  const kustomizationOf = (component: string) => find(objects, 'Kustomization', prefixed(component));
  for (const { component, dependsOn } of placements) {
    const own = kustomizationOf(component.name);
    expect.soft(dependenciesOf(own), `${name}: ${component.name}`).toEqual(dependsOn.map(prefixed));
  }
  const pairs = placements.flatMap(({ component, chart, dependsOn }) =>
    dependsOn.map((dependency) => ({ component, chart, dependency })),
  );
  for (const { component, chart, dependency } of pairs) {
    const ready = readyAt(kustomizationOf(dependency));
    const order = `${name}: ${component.name} after ${dependency}`;
    expect.soft(readyAt(kustomizationOf(component.name)), order).toBeGreaterThanOrEqual(ready);
    if (chart === undefined) continue;
    // What a Kustomization applies is made after it was let to.
    expect.soft(createdAt(find(objects, 'HelmRelease', component.name)), order).toBeGreaterThanOrEqual(ready);
  }
}

/** What the ApplicationSet wrote of an Application, without what Argo CD adds. */
function written(application: LiveObject) {
  const { name, namespace, labels, annotations, finalizers } = application.metadata;
  return {
    metadata: {
      name,
      namespace: namespace ?? null,
      labels: labels ?? null,
      annotations: annotations ?? null,
      finalizers: finalizers ?? null,
    },
    spec: application.spec ?? null,
  };
}

function byName<T extends { readonly metadata?: unknown }>(objects: readonly T[]): readonly T[] {
  return [...objects].sort((a, b) => (JSON.stringify(a.metadata) < JSON.stringify(b.metadata) ? -1 : 1));
}

/** Throws when it is not there. */
function find(objects: readonly LiveObject[], kind: string, name: string): LiveObject {
  const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

function dependenciesOf(kustomization: LiveObject): readonly string[] {
  const dependsOn = at(kustomization, 'spec', 'dependsOn');
  return isList(dependsOn) ? dependsOn.map((one) => String(at(one, 'name'))) : [];
}

/** When it became Ready, in milliseconds to the second; NaN when it is not. */
function readyAt(object: LiveObject): number {
  const ready = conditionsOf(object).find(({ type, status }) => type === 'Ready' && status === 'True');
  return Date.parse(ready?.since ?? '');
}

/** When the operator had made every database of a ClickHouse cluster, in milliseconds to the second; NaN when it has not. */
function replicatedAt(cluster: LiveObject): number {
  const synced = conditionsOf(cluster).find(({ type, status }) => type === 'SchemaInSync' && status === 'True');
  return Math.floor(Date.parse(synced?.since ?? '') / 1000) * 1000;
}

function createdAt({ metadata }: LiveObject): number {
  return Date.parse(String(metadata.creationTimestamp));
}
