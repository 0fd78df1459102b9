/** From nothing to a running fleet, and what each engine made of the tree on the way. */
import { it } from 'vitest';
import { bootstrap, clusterOf } from '../bootstrap.ts';
import { applicationsOf, argocdProblems, fluxObjects } from '../engine-state.ts';
import { conditionsOf, type LiveObject } from '../live-object.ts';
import { predictedApplication } from '../predicted-application.ts';
import { expectations, NEXT_WAVE, settle } from '../universe.ts';
import type { Life } from './life.ts';

/** Argo CD does not know it, or knows it by another name. */
const UNREGISTERED = 'ap-prod-2';

export function begin(life: Life): void {
  const engines = Object.values(life.engines);

  it('becomes what Git says, from the bootstrap that the README describes', async ({ expect }) => {
    const world = life.world();
    if (engines.includes('argocd')) await world.fleet.addCluster(UNREGISTERED, 'argocd');
    await world.fleet.publish('The fleet begins');
    await world.fleet.advance(NEXT_WAVE);
    await bootstrap(world, life.engines);
    life.record('begin', await settle(world, 'the fleet begins'));
    expect(world.internet.refused).toEqual(new Set());
  });

  if (engines.includes('argocd'))
    it('is not held up by a cluster that nobody has registered with Argo CD', async ({ expect }) => {
      const { fleet, hub } = life.world();
      const sets = await hub.api.list('argoproj.io/v1alpha1', 'ApplicationSet');
      const complaints = sets.flatMap((set) => conditionsOf(set).map(({ message }) => message));
      expect(
        complaints.filter((message) => message.includes(`no clusters with this name: ${UNREGISTERED}`)),
      ).not.toEqual([]);
      expect(await applicationsOf(hub.api, UNREGISTERED)).toEqual([]);
      fleet.remove(`clusters/${UNREGISTERED}/cluster.yaml`);
      await fleet.publish('It was a mistake');
      await fleet.advance(NEXT_WAVE);
    });

  if (engines.includes('argocd'))
    it('is, for Argo CD, exactly the Applications that the model predicts', async ({ expect }) => {
      const world = life.world();
      for (const [name, { fleet, cluster, placements }] of await expectations(world)) {
        if (cluster.engine !== 'argocd') continue;
        const predicted = placements.map((placement) => predictedApplication(fleet, cluster, placement));
        expect(byName((await applicationsOf(world.hub.api, name)).map(written))).toEqual(byName(predicted));
      }
      expect(await argocdProblems(world.hub.api, '')).toEqual([]);
    });

  if (engines.includes('flux'))
    it('waits, with Flux, for what a component depends on before it applies any of it', async ({ expect }) => {
      const world = life.world();
      for (const [name, { cluster, placements }] of await expectations(world)) {
        if (cluster.engine !== 'flux') continue;
        const objects = await fluxObjects(clusterOf(world, name).api);
        const ready = readyAt(
          objects,
          placements.map(({ component }) => component.name),
        );
        for (const { component, dependsOn } of placements) {
          for (const dependency of dependsOn) {
            expect
              .soft(ready(component.name), `${name}: ${component.name} after ${dependency}`)
              .toBeGreaterThanOrEqual(ready(dependency));
          }
        }
      }
    });
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

/** When a component's Kustomization became Ready, in milliseconds. */
function readyAt(objects: readonly LiveObject[], components: readonly string[]) {
  const times = new Map(
    components.map((component): [string, number] => {
      const own = objects.find(
        ({ kind, metadata }) => kind === 'Kustomization' && metadata.name === `observatory-${component}`,
      );
      const ready = (own === undefined ? [] : conditionsOf(own)).find(({ type }) => type === 'Ready');
      return [component, Date.parse(ready?.since ?? '')];
    }),
  );
  return (component: string): number => times.get(component) ?? Number.NaN;
}
