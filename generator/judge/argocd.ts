/** What Argo CD could not do with clusters: tell two apart, or sync in windows that close for nobody. */
import type { FleetFinding } from '../fleet/load.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import type { Path } from '../fleet/parse/path.ts';
import type { Layer } from '../fleet/resolve/layer.ts';

const DESTINATION: Path = ['argocd', 'destination'];

export function wrongArgocd(fleet: Fleet, layers: ReadonlyMap<string, readonly Layer[]>): readonly FleetFinding[] {
  return [...sharedDestinations(fleet, layers), ...idleWindows(fleet, layers)];
}

/** Windows close for Argo CD, which does not sync, and not for people, who do. */
function idleWindows({ clusters }: Fleet, layers: ReadonlyMap<string, readonly Layer[]>): readonly FleetFinding[] {
  return clusters.flatMap(({ name, engine, argocd: { sync, syncWindows } }) => {
    const isIdle = sync === 'manual' && syncWindows.length > 0 && syncWindows.every(({ manualSync }) => manualSync);
    const layer = layers.get(name)?.findLast(({ document, path }) => document.has([...path, ...WINDOWS]));
    if (engine !== 'argocd' || !isIdle || layer === undefined) return [];
    return [
      {
        cluster: name,
        layer,
        path: WINDOWS,
        code: 'setting-unused',
        message: 'has no effect: sync is manual, and all windows let people sync at any time',
        hint: 'leave out manualSync, so that nobody syncs outside of the windows; or remove them',
      } as const,
    ];
  });
}

const WINDOWS: Path = ['argocd', 'syncWindows'];

/** Both would deploy their own objects to the same cluster. */
function sharedDestinations(
  { clusters }: Fleet,
  layers: ReadonlyMap<string, readonly Layer[]>,
): readonly FleetFinding[] {
  const first = new Map<string, string>();
  const deployed = clusters.filter(({ engine }) => engine === 'argocd');
  // One that has its own name says nothing of it: a mistake is one of the others.
  return [...deployed.filter(isByName), ...deployed.filter((one) => !isByName(one))].flatMap((cluster) => {
    const { instance, destination } = cluster.argocd;
    const key = JSON.stringify([instance.name, destination]);
    const other = first.get(key);
    if (other === undefined) first.set(key, cluster.name);
    const layer = layers.get(cluster.name)?.at(-1);
    if (other === undefined || layer === undefined) return [];
    return [
      {
        cluster: cluster.name,
        layer,
        path: DESTINATION,
        code: 'duplicate-name',
        message: `is that of ${other} too: both would deploy to the same cluster`,
        hint: 'see `argocd cluster list` for what each cluster is registered as',
      } as const,
    ];
  });
}

function isByName({ name, argocd: { destination } }: Cluster): boolean {
  return 'name' in destination && destination.name === name;
}
