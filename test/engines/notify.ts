/** What tells an engine to look now, instead of when its interval is over. */
import { setTimeout } from 'node:timers/promises';
import { isList, type Json } from '../../generator/data/json.ts';
import { fluxObjects, isSynced } from './engine-state.ts';
import { fleetOf } from './expected.ts';
import type { Push } from './fleet-repository.ts';
import { ApiError, type KubernetesApi } from './kubernetes-api.ts';
import { at, type LiveObject } from './live-object.ts';
import { REVISION_CACHE_SECONDS } from './servers/argocd.ts';
import type { Kubernetes } from './servers/kubernetes.ts';
import { nowAndThen } from './wait.ts';
import type { World } from './world.ts';

/**
 * What a webhook of the Git host does: whoever reads what was pushed looks at it now. Argo CD's own handler refreshes the
 * Applications whose `manifest-generate-paths` a changed file is under (argoproj/argo-cd:util/webhook/webhook.go).
 * Those that are not Synced are refreshed too, as time would do it: they may have come into being after the push.
 */
async function notifyEngines(world: World): Promise<void> {
  await setTimeout(REVISION_CACHE_SECONDS * 1000);
  const { url } = fleetOf(world.fleet.folder).repository;
  await world.fleet.announce(async (push) => {
    const changed = [...push.values()].some((files) => files.length > 0);
    await Promise.all([
      refresh(world, 'ApplicationSet', (set) => readsParameters(set, push)),
      refresh(world, 'Application', (one) => readsChanges(one, url, push) || !isSynced(one)),
      ...(changed ? [...world.clusters.values()].map(({ api }) => fetchSources(api)) : []),
    ]);
  });
}

/** How soon an engine is told again: what came into being since did not hear it the first time. */
const NOTIFY_MILLISECONDS = 20_000;

/** Notifies the engines when it is first called, and then when it is called again long enough after. */
export function notifier(world: World): () => Promise<void> {
  return nowAndThen(() => notifyEngines(world), NOTIFY_MILLISECONDS);
}

/** What passes by itself when intervals are over: everything looks at Git again, whatever was pushed. */
export async function passInterval(world: Pick<World, 'hub' | 'clusters'>): Promise<void> {
  await setTimeout(REVISION_CACHE_SECONDS * 1000);
  await Promise.all([
    refresh(world, 'ApplicationSet', () => true),
    refresh(world, 'Application', () => true),
    ...[...world.clusters.values()].map(({ api }) => fetchSources(api)),
  ]);
}

/** What has been told to look, and has not looked yet. */
export async function unheard({ hub, clusters }: World): Promise<readonly string[]> {
  const told = (['ApplicationSet', 'Application'] as const).map(async (kind) => {
    const objects = (await hub?.api.list('argoproj.io/v1alpha1', kind)) ?? [];
    // Argo CD takes the annotation away when it begins to look.
    return objects.filter((one) => at(one, 'metadata', 'annotations', REFRESH[kind][0]) !== undefined);
  });
  const requested = [...clusters.values()].map(async ({ api }) => {
    const sources = await api.list('source.toolkit.fluxcd.io/v1', 'GitRepository');
    return sources.filter(
      (one) => at(one, 'metadata', 'annotations', REQUEST) !== at(one, 'status', 'lastHandledReconcileAt'),
    );
  });
  const waiting = (await Promise.all([...told, ...requested])).flat();
  return waiting.map(({ kind, metadata }) => `${kind} ${metadata.name} has not looked`);
}

/** Every object of Flux in the cluster reconciles now. */
export async function reconcileFlux({ api }: Kubernetes): Promise<void> {
  await request(api, await fluxObjects(api));
}

const REQUEST = 'reconcile.fluxcd.io/requestedAt';

/** A value that is always new: while Git is away an ApplicationSet keeps the annotation, and looks again when it changes. */
const REFRESH = {
  ApplicationSet: ['argocd.argoproj.io/application-set-refresh', () => String(Date.now())],
  Application: ['argocd.argoproj.io/refresh', () => 'normal'],
} as const;

async function refresh(
  { hub }: Pick<World, 'hub'>,
  kind: keyof typeof REFRESH,
  isConcerned: (object: LiveObject) => boolean,
): Promise<void> {
  if (hub === undefined) return;
  const [annotation, value] = REFRESH[kind];
  const objects = await hub.api.list('argoproj.io/v1alpha1', kind);
  await Promise.all(objects.filter(isConcerned).map((object) => annotate(hub.api, object, annotation, value())));
}

async function fetchSources(api: KubernetesApi): Promise<void> {
  await request(api, await api.list('source.toolkit.fluxcd.io/v1', 'GitRepository'));
}

async function request(api: KubernetesApi, objects: readonly LiveObject[]): Promise<void> {
  const now = String(Date.now());
  await Promise.all(objects.map((object) => annotate(api, object, REQUEST, now)));
}

function readsParameters(applicationSet: LiveObject, push: Push): boolean {
  const generators = listOf(at(applicationSet, 'spec', 'generators'));
  return generators
    .flatMap((generator) => [generator, ...listOf(at(generator, 'merge', 'generators'))])
    .some((generator) => filesOf(push, at(generator, 'git', 'revision')).some((file) => PARAMETERS.test(file)));
}

const PARAMETERS = /(?:^|\/)argocd\/(clusters|fleet)\//;

function readsChanges(application: LiveObject, url: string, push: Push): boolean {
  const annotation = at(application, 'metadata', 'annotations', 'argocd.argoproj.io/manifest-generate-paths');
  const paths = typeof annotation === 'string' ? annotation.split(';') : ['/'];
  const sources = [at(application, 'spec', 'source'), ...listOf(at(application, 'spec', 'sources'))];
  return sources
    .filter((source) => at(source, 'repoURL') === url)
    .flatMap((source) => filesOf(push, at(source, 'targetRevision')))
    .some((file) => paths.some((path) => isUnder(path, file)));
}

function filesOf(push: Push, revision: Json | undefined): readonly string[] {
  return push.get(String(revision).replace('refs/heads/', '')) ?? [];
}

function isUnder(path: string, file: string): boolean {
  return `/${file}`.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

/** An object may be gone by the time that it is annotated. */
async function annotate(api: KubernetesApi, object: LiveObject, annotation: string, value: string): Promise<void> {
  try {
    await api.mergePatch(object, { metadata: { annotations: { [annotation]: value } } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
}
