/** Every Secret that is used must be created on the cluster, or be named in the input. */

import { credentials } from '../../components/credentials/handle.ts';
import { asText, isObject, type Json, type JsonObject, maps } from '../../data/json.ts';
import { oncePerArgument } from '../../data/once.ts';
import type { Cluster } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { type SecretReference, secretReferences } from '../../secrets/secret-references.ts';
import type { Rule } from './rule.ts';
import { type PlacedComponent, subject } from './tree.ts';

interface UsedSecret {
  readonly secret: string;
  /** Undefined for Helm values: the chart decides. */
  readonly namespace: string | undefined;
  readonly object: string;
}

export const unknownSecrets: Rule = (tree, fleet) => {
  const byName = new Map(fleet.clusters.map((cluster) => [cluster.name, cluster]));
  // Clusters share most of their objects and values.
  const references = oncePerArgument((value: JsonObject) => secretReferences(value));
  return tree.clusters.flatMap(({ name, components }) => {
    const cluster = byName.get(name);
    // Without all builds the Secrets of the cluster are not known; in mode existing of credentials somebody else creates them.
    if (components.some(({ objects }) => objects === undefined)) return [];
    if (cluster?.settings.get(credentials.name)?.mode === 'existing') return [];
    const known = new Set([
      ...components.flatMap(({ objects }) => (objects ?? []).flatMap(madeSecrets)),
      ...namedByInput(cluster),
    ]);
    return components.flatMap((placed) =>
      usedSecrets(placed, references)
        .filter(({ secret, namespace }) => !known.has(secret) && !known.has(`${namespace ?? '*'}/${secret}`))
        .map(({ secret, namespace, object }) => ({
          code: 'unknown-secret',
          file: placed.folder,
          object,
          message: `Secret ${namespace === undefined ? '' : `${namespace}/`}${secret} is not created by anything on cluster ${name}`,
          hint: 'create it with a manifest of yours, or set it in the input as secretName of something external',
        })),
    );
  });
};

/** `namespace/name`, and only the name where the reference has no namespace. */
function madeSecrets(object: Manifest): readonly string[] {
  const namespace = asText(object.metadata.namespace);
  return secretNames(object).flatMap((name) => [`${namespace}/${name}`, `*/${name}`]);
}

function secretNames({ kind, metadata, spec }: Manifest): readonly string[] {
  const own = isObject(spec) ? spec : {};
  switch (kind) {
    case 'Secret':
      return [metadata.name];
    case 'Certificate':
      return typeof own.secretName === 'string' ? [own.secretName] : [];
    case 'ExternalSecret':
      return [isObject(own.target) && typeof own.target.name === 'string' ? own.target.name : metadata.name];
    // CloudNativePG creates its certificates, and the credentials of the database owner when no Secret is set for them.
    case 'Cluster':
      return ['app', 'ca', 'replication', 'server', 'superuser'].map((suffix) => `${metadata.name}-${suffix}`);
    default:
      return [];
  }
}

function namedByInput(cluster: Cluster | undefined): readonly string[] {
  const registry = cluster?.registry ?? {};
  const settings: Json = JSON.parse(JSON.stringify([...(cluster?.settings.values() ?? []), registry]));
  const named = [...maps(settings)].flatMap(([, { secretName, caSecretName }]) =>
    [secretName, caSecretName].filter((name) => typeof name === 'string'),
  );
  return [...named, ...(registry.pullSecrets ?? [])];
}

/** Kinds whose references are to Secrets that they create, or not to Secrets. */
const NO_USERS: ReadonlySet<string> = new Set([
  'Certificate',
  'ClusterIssuer',
  'ConfigMap',
  'CustomResourceDefinition',
]);

function usedSecrets(
  { objects, values }: PlacedComponent,
  references: (value: JsonObject) => readonly SecretReference[],
): readonly UsedSecret[] {
  const inObjects = (objects ?? [])
    .filter(({ kind }) => !NO_USERS.has(kind))
    .flatMap((object) =>
      references(object).map(({ name, namespace = object.metadata.namespace }) => ({
        secret: name,
        namespace: typeof namespace === 'string' ? namespace : undefined,
        object: subject(object),
      })),
    );
  const inValues = references(values).map(({ name }) => ({
    secret: name,
    namespace: undefined,
    object: 'Helm values',
  }));
  return [...inObjects, ...inValues];
}
