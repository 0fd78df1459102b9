/**
 * What differs between the Applications of a cluster and those of others: a patch of the Application, in the entry of the cluster. It is on the
 * fleet's branch like everything else that says how Argo CD treats a cluster, so that it counts at once, whatever the wave of the cluster.
 */
import type { JsonObject } from '../../data/json.ts';
import type { ArgocdInstance } from '../../fleet/engine-installs.ts';
import type { Cluster, Fleet } from '../../fleet/model.ts';
import { clustersOf } from './instances.ts';

/** Empty where nothing differs. A field that is null is removed. */
export function applicationPatch({ name, argocd }: Cluster): JsonObject {
  const { destination, sync, preserveOnDeletion } = argocd;
  const isOwnName = 'name' in destination && destination.name === name;
  const spec = {
    ...(isOwnName ? {} : { destination: 'name' in destination ? destination : { name: null, ...destination } }),
    ...(sync === 'automatic' ? {} : { syncPolicy: { automated: { enabled: false } } }),
  };
  return {
    // Without its finalizer, an Application goes and leaves what it deployed.
    ...(preserveOnDeletion ? { metadata: { finalizers: null } } : {}),
    ...(Object.keys(spec).length === 0 ? {} : { spec }),
  };
}

/** Whether the Applications of a cluster of an instance differ from those of others. */
export function isVaried(fleet: Fleet, instance: ArgocdInstance): boolean {
  return clustersOf(fleet, instance).some((cluster) => Object.keys(applicationPatch(cluster)).length > 0);
}
