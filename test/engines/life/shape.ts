/** The tree of a fleet gets the shape that it has now, and nothing of any cluster goes on the way. */
import { it } from 'vitest';
import { isList } from '../../../generator/data/json.ts';
import { hubOf } from '../bootstrap.ts';
import { applicationProblems, applicationSetErrors, applications, fluxObjects, fluxProblems } from '../engine-state.ts';
import { writeFormerShape } from '../former-shape.ts';
import { at, type LiveObject } from '../live-object.ts';
import { asPlanned } from '../plan/as-planned.ts';
import { settle } from '../settle.ts';
import { NEXT_WAVE } from '../waves.ts';
import type { World } from '../world.ts';
import { hold, type Life } from './life.ts';
import { everything, looks } from './names.ts';

/** Whether what is in a wave is built from where it was before. */
type IsFormer = (wave: string) => boolean;

const EVERYWHERE: IsFormer = () => true;
const NOWHERE: IsFormer = () => false;
const IN_LATER_WAVES: IsFormer = (wave) => wave !== 'canary';

export function shape(life: Pick<Life, 'world'>): void {
  it('keeps everything when a former tree is generated again: later waves go on with the one before until their refs move', async ({
    expect,
  }) => {
    const world = life.world();
    const before = await everything(world);
    const putBack = await writeFormerShape(world.fleet);
    await world.fleet.commit('The shape before');
    await world.fleet.advance(NEXT_WAVE);
    await looks(world, 'everything is built from where it was', () => notContent(world, EVERYWHERE));
    await asPlanned(world, 'everything is built from where it was');
    expect(await everything(world)).toEqual(before);

    putBack();
    await world.fleet.commit('The shape now');
    await looks(world, 'the first wave is built from where it is now', () => notContent(world, IN_LATER_WAVES));
    await hold(world);
    expect(await notContent(world, IN_LATER_WAVES)).toEqual([]);
    await asPlanned(world, 'the first wave is built from where it is now');
    expect(await everything(world)).toEqual(before);

    await world.fleet.advance(NEXT_WAVE);
    // Every cluster holds what it held before: only where it is built from says when the engines are done.
    await looks(world, 'every wave is built from where it is now', () => notContent(world, NOWHERE));
    await settle(world, 'every cluster is as it was');
    expect(await everything(world)).toEqual(before);
  });
}

/** A line for everything that an engine has not done, or builds from elsewhere. */
async function notContent(world: World, isFormer: IsFormer): Promise<readonly string[]> {
  const { api } = hubOf(world);
  const known = (await applications(api)).filter((one) => world.clusters.has(String(labelOf(one, 'cluster'))));
  const flux = [...world.clusters].filter(([name]) => !known.some((one) => labelOf(one, 'cluster') === name));
  const lines = flux.map(async ([, cluster]) => [
    ...(await fluxProblems(cluster.api)),
    ...(await fluxObjects(cluster.api))
      .filter((object) => labelOf(object, 'component') === 'namespaces')
      .flatMap((object) => elsewhere(object, [at(object, 'spec', 'path')], isFormer)),
  ]);
  return [
    ...(await applicationSetErrors(api)),
    ...known.flatMap((one) => {
      const sources = at(one, 'spec', 'sources') ?? [];
      const paths = isList(sources) ? sources.map((source) => at(source, 'path')) : [];
      return [
        ...applicationProblems(one),
        ...elsewhere(one, paths, isFormer),
        ...(isFormer === EVERYWHERE ? [] : withoutLayers(one, paths)),
      ];
    }),
    ...(await Promise.all(lines)).flat(),
  ];
}

function elsewhere(object: LiveObject, paths: readonly unknown[], isFormer: IsFormer): readonly string[] {
  const isBuilt = paths.some((path) => /^(\.\/)?(argocd|flux)\/builds\//.test(String(path)));
  return isBuilt === isFormer(String(labelOf(object, 'wave'))) ? [] : [`${object.metadata.name}: ${paths.join(', ')}`];
}

/** The ApplicationSets have one shape for all waves. */
function withoutLayers(application: LiveObject, paths: readonly unknown[]): readonly string[] {
  const layers = `argocd/clusters/${labelOf(application, 'cluster')}`;
  return paths.includes(layers) ? [] : [`${application.metadata.name}: ${layers} is no source of it yet`];
}

function labelOf(object: LiveObject, name: string) {
  return at(object, 'metadata', 'labels', `lang-observatory.dev/${name}`);
}
