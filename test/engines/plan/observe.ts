/** Reads everything in all API servers that comes from the repository of a fleet. */
import { fluxObjects } from '../engine-state.ts';
import type { KubernetesApi } from '../kubernetes-api.ts';
import { keyOf, type LiveObject } from '../live-object.ts';
import { readNew } from '../snapshot.ts';
import type { World } from '../world.ts';
import type { Observation } from './foresight.ts';

/** The cluster that Argo CD runs in, among the names of clusters. */
export const HUB = 'Argo CD';

const ARGOCD_KINDS = ['AppProject', 'ApplicationSet', 'Application'] as const;

const FLUX_NOTIFICATIONS = [
  ['notification.toolkit.fluxcd.io/v1beta3', 'Provider'],
  ['notification.toolkit.fluxcd.io/v1beta3', 'Alert'],
] as const;

export async function observe({ hub, clusters, before }: World): Promise<Observation> {
  const found = [...clusters].map(
    async ([name, { api }]) => [name, await deployed(api, before.get(name) ?? new Set())] as const,
  );
  const control =
    hub === undefined
      ? []
      : [
          [
            HUB,
            await listed(
              hub.api,
              ARGOCD_KINDS.map((kind) => ['argoproj.io/v1alpha1', kind]),
            ),
          ] as const,
        ];
  const all = [...control, ...(await Promise.all(found))];
  return new Map(all.map(([name, objects]) => [name, new Map(objects.map((object) => [keyOf(object), object]))]));
}

async function deployed(api: KubernetesApi, before: ReadonlySet<string>): Promise<readonly LiveObject[]> {
  const lists = [readNew(api, before), fluxObjects(api), listed(api, FLUX_NOTIFICATIONS)];
  return (await Promise.all(lists)).flat();
}

async function listed(
  api: KubernetesApi,
  kinds: readonly (readonly [string, string])[],
): Promise<readonly LiveObject[]> {
  return (await Promise.all(kinds.map(([apiVersion, kind]) => api.list(apiVersion, kind)))).flat();
}
