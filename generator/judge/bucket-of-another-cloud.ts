/** Buckets that are used without a key, on clusters whose cloud gives pods no identity that the bucket knows. */
import { objectStore } from '../components/object-store/handle.ts';
import type { FleetFinding } from '../fleet/load.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import { oncePerFingerprint } from '../fleet/resolve/fingerprint.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph, settingsAt } from '../stack/graph.ts';
import { withoutPodIdentity } from './pod-identity.ts';

export function bucketsOfAnotherCloud(fleet: Fleet, registry: readonly Component[]): readonly FleetFinding[] {
  const isUsed = oncePerFingerprint((cluster: Cluster): boolean => {
    const { deployed, requirementsOf } = buildGraph(fleet, cluster, registry);
    return deployed.some((component) => requirementsOf(component).includes(objectStore.name));
  });
  return fleet.clusters.flatMap((cluster) => {
    const mistake = withoutIdentity(cluster);
    if (mistake === undefined || !isUsed(cluster)) return [];
    return [{ cluster: cluster.name, component: objectStore.name, code: 'invalid-value', ...mistake }];
  });
}

type Mistake = Pick<FleetFinding, 'message' | 'hint'> & { readonly path: readonly string[] };

/**
 * A cluster of no cloud may run on machines of any. A role that a service account names may be given by the webhook of EKS, and a managed
 * identity by that of Azure, which can be installed everywhere.
 */
function withoutIdentity(cluster: Cluster): Mistake | undefined {
  const { mode, external } = settingsAt(cluster, objectStore);
  const cloud = cluster.provider.name;
  if (mode !== 'external' || external === undefined || cloud === 'bare') return undefined;
  const { provider, identity } = external;
  if (provider === 'google' && cloud !== 'gcp')
    return {
      path: ['external', 'provider'],
      message: `is google, and on a cluster whose provider is ${cloud} pods have no identity that Google knows`,
      hint: 'set provider: s3, endpoint: https://storage.googleapis.com, and HMAC keys of a service account in the Secret of secretName or in the secrets provider',
    };
  // Fields of another provider's identity have no effect, which says more.
  const message = withoutPodIdentity(cluster);
  if (provider === 's3' && message !== undefined && identity !== undefined && Object.keys(identity).length === 0)
    return {
      path: ['external', 'identity'],
      message,
      hint: 'remove it, and give the key of the bucket in the Secret of secretName or in the secrets provider; or set roleArn, where the webhook of EKS is installed',
    };
  return undefined;
}
