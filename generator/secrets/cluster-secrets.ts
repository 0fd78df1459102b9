/** Every Secret of a cluster that people have a part in: what the secrets provider must hold, and what they bring themselves. Pure. */

import { credentials } from '../components/credentials/handle.ts';
import type { Cluster, Fleet, SecretsProvider } from '../fleet/model.ts';
import { clusterAnswer, ownAnswer } from '../layers/answer.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph, type LevelGraph } from '../stack/graph.ts';
import { ownerOfSecrets } from '../stack/standby.ts';
import { type StoreEntry, storeEntries } from '../stack/store-entries.ts';
import { type ProvidedSecret, providedSecrets } from './provided-secrets.ts';
import { secretReferences } from './secret-references.ts';

export interface ClusterSecrets {
  readonly cluster: string;
  /** With the region of the store, where it has one. */
  readonly provider: SecretsProvider;
  /** What the provider must hold; none where Secrets are generated in the cluster. */
  readonly entries: readonly (StoreEntry & { readonly usedBy: readonly string[] })[];
  /** Secrets that the input names and nothing makes. */
  readonly provided: readonly (ProvidedSecret & { readonly usedBy: readonly string[] })[];
}

export function clusterSecrets(fleet: Fleet, cluster: Cluster, registry: readonly Component[]): ClusterSecrets {
  const graph = buildGraph(fleet, cluster, registry);
  const users = usersOf(cluster, graph);
  const usedBy = (secret: string): { readonly usedBy: readonly string[] } => ({ usedBy: users.get(secret) ?? [] });
  return {
    cluster: cluster.name,
    provider: inRegion(cluster),
    entries: graph.stack.deploys(credentials)
      ? storeEntries(graph.stack, ownerOfSecrets(cluster.name, cluster.standby)).map((entry) => ({
          ...entry,
          ...usedBy(entry.secret.name),
        }))
      : [],
    provided: providedSecrets(fleet, cluster, graph, registry).map((secret) => ({ ...secret, ...usedBy(secret.name) })),
  };
}

/** A store of AWS is in the cluster's region unless the input says otherwise. */
function inRegion({ secrets, provider }: Cluster): SecretsProvider {
  if (secrets.provider !== 'aws-secrets-manager' || secrets.region !== undefined) return secrets;
  return { ...secrets, region: provider.name === 'aws' ? provider.region : undefined };
}

/** Components whose values or manifests name a Secret, by its name, in the order of the registry. */
function usersOf(cluster: Cluster, graph: LevelGraph): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const component of graph.deployed) {
    const { values, manifests } = clusterAnswer(component, ownAnswer(component, graph), graph, cluster);
    const names = [values, ...manifests].flatMap((value) => secretReferences(value).map(({ name }) => name));
    for (const name of new Set(names)) users.set(name, [...(users.get(name) ?? []), component.name]);
  }
  return users;
}
