/**
 * The clusters that an Argo CD knows, from its cluster Secrets (argoproj/argo-cd: docs/operator-manual/declarative-setup.md, "Clusters").
 * A list of Secrets has their credentials with them: of each only its name, its address and its labels are kept.
 */
import { mapAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import type { Listing } from '../resource.ts';

export const CLUSTER_LABEL = { key: 'argocd.argoproj.io/secret-type', value: 'cluster' } as const;

export interface Registered {
  /** As `argocd cluster list` shows it; its address where the Secret has no name. */
  readonly name: string;
  /** Address of its API server. */
  readonly server: string;
  /** Those that people have set. */
  readonly labels: Readonly<Record<string, string>>;
}

export function clusterSecretListing(namespace: string): Listing {
  return {
    resource: { group: '', version: 'v1', plural: 'secrets', kind: 'Secret' },
    namespace,
    labelled: `${CLUSTER_LABEL.key}=${CLUSTER_LABEL.value}`,
    keep: ({ metadata, data }) => ({
      metadata: { labels: mapAt(metadata, 'labels') },
      data: { name: textAt(data, 'name'), server: textAt(data, 'server') },
    }),
  };
}

/** Sorted by name. */
export function registeredIn(secrets: readonly JsonObject[]): readonly Registered[] {
  const found = secrets.flatMap((secret): readonly Registered[] => {
    const [name = '', server = ''] = ['name', 'server'].map((key) =>
      Buffer.from(textAt(secret, 'data', key), 'base64')
        .toString('utf8')
        .trim(),
    );
    return server === ''
      ? []
      : [{ name: name || server, server, labels: ownLabels(mapAt(secret, 'metadata', 'labels')) }];
  });
  return [...found].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What programs have written says nothing about the cluster. */
const OF_PROGRAMS =
  /(?:^|\.)(?:argoproj|kubernetes|k8s|external-secrets|fluxcd|crossplane|x-k8s|lang-observatory)\.(?:io|dev)\//;

function ownLabels(labels: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels)
      .filter(([key]) => !OF_PROGRAMS.test(key))
      .map(([key, value]) => [key, String(value)]),
  );
}
