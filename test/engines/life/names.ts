/** A fleet gets other names in Argo CD, and nothing of any cluster goes on the way. */
import { it } from 'vitest';
import { applyRoot, hubOf } from '../bootstrap.ts';
import { applicationProblems, applicationSetErrors, applications, rootApplication } from '../engine-state.ts';
import { removeFormerNames, writeFormerNames } from '../former-names.ts';
import type { KubernetesApi } from '../kubernetes-api.ts';
import { at, conditionsOf, keyOf, type LiveObject } from '../live-object.ts';
import { passInterval } from '../notify.ts';
import { asPlanned } from '../plan/as-planned.ts';
import { settle } from '../settle.ts';
import { AGAIN_MILLISECONDS, CONVERGENCE, nowAndThen, type Patience, phase, until } from '../wait.ts';
import type { World } from '../world.ts';
import { allIdentities, applicationIdentities, type Life } from './life.ts';

/** Names of the fleet in Argo CD: what its root Application is called, and whether an object is of those that this has made. */
interface Names {
  readonly root: string;
  readonly has: (object: LiveObject) => boolean;
}

const OURS = 'app.kubernetes.io/part-of';
const FLEET = 'lang-observatory.dev/fleet';

const FORMER: Names = {
  root: 'observatory',
  has: (object) => labelOf(object, OURS) === 'lang-observatory' && labelOf(object, FLEET) === undefined,
};
const PRESENT: Names = { root: 'observatory.acme', has: (object) => labelOf(object, FLEET) === 'acme' };

const SOON: Patience = { ...CONVERGENCE, pauseMilliseconds: 1000 };

export function names(life: Pick<Life, 'world'>): void {
  it('keeps everything when a fleet gets other names: pushed first, then what has the former ones goes, then the new root comes', async ({
    expect,
  }) => {
    const world = life.world();
    const before = await everything(world);
    writeFormerNames(world.fleet);
    await world.fleet.commit('Other names in Argo CD');
    await looks(world, 'the root with the name before has nothing to read', async () =>
      fails(await rootApplication(hubOf(world).api, PRESENT.root), 'app path does not exist'),
    );
    expect(await everything(world)).toEqual(before);
    const deleted = await takeAway(world, PRESENT);
    expect(await everything(world)).toEqual(before);
    await applyRoot(world, world.fleet);
    await looks(world, 'every Application has the other owner and project', () => isOf(world, FORMER, PRESENT));
    await asPlanned(world, 'the fleet goes on under the names before', { deleted });
    expect(await everything(world)).toEqual(before);
  });

  it('keeps everything when a fleet from before gets its name into all names: its new root first, pushed then, and the rest after that', async ({
    expect,
  }) => {
    const world = life.world();
    const { api } = hubOf(world);
    const before = await everything(world);
    removeFormerNames(world.fleet);
    await world.fleet.generate();
    await applyRoot(world, world.fleet);
    await looks(world, 'the new root has nothing to read yet', async () =>
      fails(await rootApplication(api, PRESENT.root), 'app path does not exist'),
    );
    await world.fleet.commit("The fleet's name in Argo CD");
    await looks(
      world,
      'the former root cannot read, and the new ApplicationSets take nothing that has an owner',
      async () => [
        ...fails(await rootApplication(api, FORMER.root), 'Apply argocd/root.yaml, which makes observatory.acme'),
        ...(await isRefused(api, PRESENT)),
      ],
    );
    expect(await everything(world)).toEqual(before);
    const deleted = await takeAway(world, FORMER);
    await looks(world, 'every Application has the new owner and project', () => isOf(world, PRESENT, FORMER));
    await settle(world, 'the fleet goes on under its new names', { deleted });
    await looks(world, 'the root Application and every ApplicationSet are content', async () => [
      ...applicationProblems(await rootApplication(api, PRESENT.root)),
      ...(await applicationSetErrors(api)),
    ]);
    expect(await everything(world)).toEqual(before);
  });
}

/** By cluster which objects there are that an engine put there, and which Applications: what is deleted and made again is another. */
export async function everything(world: World) {
  return [await allIdentities(world), await applicationIdentities(world)];
}

/**
 * Waits, while everything is looked at again and again: by itself Argo CD tries an ApplicationSet that was refused again, and looks whether
 * an AppProject that is being deleted can go, only minutes later.
 */
export async function looks(world: World, what: string, missing: () => Promise<readonly string[]>): Promise<void> {
  const pass = nowAndThen(async () => {
    await passInterval(world);
    await touchLeavingProjects(hubOf(world).api);
  }, AGAIN_MILLISECONDS);
  await phase(`${world.life}: ${what}`, () =>
    until(
      what,
      async () => {
        await pass();
        return missing();
      },
      SOON,
    ),
  );
}

async function touchLeavingProjects(api: KubernetesApi): Promise<void> {
  const projects = await api.list('argoproj.io/v1alpha1', 'AppProject');
  const leaving = projects.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const annotations = { 'acme.io/looked': String(Date.now()) };
  await Promise.all(leaving.map((project) => api.mergePatch(project, { metadata: { annotations } })));
}

/** What a person is told to run: the root goes, and the rest alone, the ApplicationSets while their controller stands still. Keys of all that. */
async function takeAway(world: World, { root, has }: Names): Promise<readonly string[]> {
  const { api } = hubOf(world);
  const found = async (kind: string): Promise<readonly LiveObject[]> =>
    (await api.list('argoproj.io/v1alpha1', kind)).filter(has);
  const rest = await Promise.all(['ApplicationSet', 'AppProject'].map(found));
  const former = await rootApplication(api, root);
  await api.delete(former);
  await world.argocd?.withoutApplicationSets(async () => {
    await Promise.all((await found('ApplicationSet')).map((object) => api.deleteAlone(object)));
    await until(
      'the ApplicationSets are gone',
      async () => (await found('ApplicationSet')).map(({ metadata }) => metadata.name),
      SOON,
    );
    await Promise.all((await found('AppProject')).map((object) => api.deleteAlone(object)));
  });
  return [former, ...rest.flat()].map(keyOf);
}

function fails(application: LiveObject, why: string): readonly string[] {
  const errors = conditionsOf(application).filter(({ type }) => type === 'ComparisonError');
  return errors.some(({ message }) => message.includes(why))
    ? []
    : [`${application.metadata.name} does not say: ${why}`];
}

/** A line for each ApplicationSet of the names that has not been refused an Application of another. */
async function isRefused(api: KubernetesApi, { has }: Names): Promise<readonly string[]> {
  const owned = new Set((await applications(api)).map((one) => labelOf(one, 'lang-observatory.dev/component')));
  const sets = (await api.list('argoproj.io/v1alpha1', 'ApplicationSet')).filter(has);
  const refusals = await applicationSetErrors(api);
  const missing = sets.length === 0 ? ['there is no ApplicationSet'] : [];
  const accepted = sets.filter(({ metadata }) => {
    const says = refusals.find((line) => line.startsWith(`${metadata.name}: `)) ?? '';
    const component = metadata.name.split('.').at(-1) ?? '';
    return owned.has(component) && !says.includes('is already owned by another ApplicationSet controller');
  });
  return [...missing, ...accepted.map(({ metadata }) => `${metadata.name} has not been refused`)];
}

/** A line for every Application that is not of the one names, and for everything that is left of the others. */
async function isOf(world: World, one: Names, others: Names): Promise<readonly string[]> {
  const { api } = hubOf(world);
  const lists = ['ApplicationSet', 'AppProject'].map((kind) => api.list('argoproj.io/v1alpha1', kind));
  const objects = (await Promise.all(lists)).flat();
  const uids = new Set(objects.filter(one.has).map(({ metadata }) => metadata.uid));
  const projects = new Set(objects.filter(one.has).map(({ metadata }) => metadata.name));
  const stray = (await applications(api)).filter(({ metadata, spec }) => {
    const [owner] = Array.isArray(metadata.ownerReferences) ? metadata.ownerReferences : [];
    return !uids.has(at(owner, 'uid') ?? null) || !projects.has(String(at(spec, 'project')));
  });
  return [...stray, ...objects.filter(others.has)].map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

function labelOf(object: LiveObject, name: string) {
  return at(object, 'metadata', 'labels', name);
}
