/** Secrets: those that are used exist, and none is written out. */
import type { Cluster, Fleet } from '../../fleet/model.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Rule } from './lint.ts';
import { type LintTree, maps, type PlacedComponent, subject } from './tree.ts';

/** Keys whose string is the name of a Secret: in Helm values of the charts that we use, and in objects. */
const NAME_KEYS: ReadonlySet<string> = new Set([
  'existingSecret',
  'existingConfigSecret',
  'usersExistingSecret',
  'secretName',
]);
/** Keys of a map whose `name` is that of a Secret. */
const REFERENCE_KEYS: ReadonlySet<string> = new Set([
  'certificateRefs',
  'passwordSecret',
  'secret',
  'secretKeyRef',
  'secretRef',
]);

export const unknownSecrets: Rule = (tree, fleet) =>
  tree.clusters.flatMap(({ name, components }) => {
    // Without every build we cannot tell what the cluster makes.
    if (components.some(({ objects }) => objects === undefined)) return [];
    const known = new Set([
      ...components.flatMap(({ objects }) => (objects ?? []).flatMap(madeSecrets)),
      ...namedByInput(fleet, name),
    ]);
    return components.flatMap((placed) =>
      usedSecrets(placed)
        .filter(({ secret }) => !known.has(secret))
        .map(({ secret, object }) => ({
          code: 'unknown-secret',
          file: placed.folder,
          object,
          message: `Secret ${secret} is made by nothing on cluster ${name}`,
          hint: 'declare it in the component, or name it in the input as the secretName of something external',
        })),
    );
  });

function madeSecrets(object: Manifest): readonly string[] {
  const spec = isObject(object.spec) ? object.spec : {};
  if (object.kind === 'Secret') return [object.metadata.name];
  if (object.kind === 'Certificate') return [String(spec.secretName)];
  if (object.kind === 'ExternalSecret')
    return [isObject(spec.target) ? String(spec.target.name) : object.metadata.name];
  return [];
}

function namedByInput(fleet: Fleet, name: string): readonly string[] {
  const cluster: Cluster | undefined = fleet.clusters.find((candidate) => candidate.name === name);
  const settings: Json = JSON.parse(JSON.stringify([...(cluster?.settings.values() ?? [])]));
  return [...maps(settings)].flatMap(([, map]) => (typeof map.secretName === 'string' ? [map.secretName] : []));
}

function usedSecrets({
  objects,
  values,
}: PlacedComponent): readonly { readonly secret: string; readonly object: string }[] {
  const inObjects = (objects ?? [])
    .filter(({ kind }) => kind !== 'ConfigMap' && kind !== 'Certificate' && kind !== 'ClusterIssuer')
    .flatMap((object) => referencesIn(object).map((secret) => ({ secret, object: subject(object) })));
  return [...inObjects, ...referencesIn(values).map((secret) => ({ secret, object: 'Helm values' }))];
}

function referencesIn(value: JsonObject): readonly string[] {
  return [...maps(value)].flatMap(([key, map]) => {
    const named = Object.entries(map).flatMap(([name, inner]) =>
      NAME_KEYS.has(name) && typeof inner === 'string' && inner !== '' ? [inner] : [],
    );
    const referred = REFERENCE_KEYS.has(key) && typeof map.name === 'string' && map.optional !== true ? [map.name] : [];
    return [...named, ...referred];
  });
}

const SECRET_KEY =
  /(password|passwd|secret_?key|secret_?access_?key|client_?secret|api_?key|auth_?token|access_?token|private_?key)$/i;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** Filled in by somebody who has the secret: External Secrets, Grafana, the collector. */
const PLACEHOLDER = /\{\{|\$\{|\$__/;

export const secretValues: Rule = (tree) =>
  [...builtAndValues(tree)].flatMap(([file, object, value]) =>
    secretsIn(value).map((path) => ({
      code: 'secret-value',
      file,
      object,
      message: `${path} looks like a secret, written out`,
      hint: 'put it into the secrets store, and its name here',
    })),
  );

function* builtAndValues({ builds, clusters }: LintTree): Generator<readonly [string, string, JsonObject]> {
  for (const [folder, objects] of builds)
    for (const object of objects)
      if (object.kind !== 'CustomResourceDefinition') yield [folder, subject(object), object];
  for (const { components } of clusters)
    for (const { values, valuesFolders } of components) yield [valuesFolders.at(-1) ?? '', 'Helm values', values];
}

function secretsIn(object: JsonObject): readonly string[] {
  const literal =
    object.kind === 'Secret'
      ? ['data', 'stringData'].filter((key) => isObject(object[key]) && Object.keys(object[key]).length > 0)
      : [];
  const found = [...maps(object)].flatMap(([, map]) =>
    Object.entries(map).flatMap(([key, value]) => {
      if (typeof value !== 'string' || value === '') return [];
      return PRIVATE_KEY.test(value) || (SECRET_KEY.test(key) && !PLACEHOLDER.test(value) && !isNameOf(map))
        ? [key]
        : [];
    }),
  );
  return [...literal, ...found];
}

/** `{name: langfuse-postgres, password: password}` names the key of a Secret. */
function isNameOf(map: JsonObject): boolean {
  return typeof map.existingSecret === 'string' || typeof map.name === 'string';
}
