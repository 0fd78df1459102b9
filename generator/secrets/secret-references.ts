/** The names of Secrets that objects and Helm values use. */
import { isList, type JsonObject, maps } from '../data/json.ts';

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
  'imagePullSecrets',
  'passwordSecret',
  'pullSecrets',
  'secret',
  'secretKeyRef',
  'secretRef',
]);
/** Keys of a list of names of Secrets: those that the Prometheus operator mounts, and those that images are pulled with. */
const LIST_KEYS: ReadonlySet<string> = new Set(['imagePullSecrets', 'pullSecrets', 'secrets']);

export interface SecretReference {
  readonly name: string;
  /** Where one stands beside the name. */
  readonly namespace: string | undefined;
}

/** Every Secret that is named in an object or in Helm values. What is switched off or optional is not used. */
export function secretReferences(value: JsonObject): readonly SecretReference[] {
  return [...maps(value)].flatMap(([key, map]): readonly SecretReference[] => {
    if (map.optional === true || map.enabled === false) return [];
    const named = Object.entries(map).flatMap(([field, inner]): readonly string[] => {
      if (NAME_KEYS.has(field) && typeof inner === 'string' && inner !== '') return [inner];
      if (!LIST_KEYS.has(field) || !isList(inner)) return [];
      return inner.filter((item) => typeof item === 'string');
    });
    const beside = typeof map.namespace === 'string' ? map.namespace : undefined;
    const isReference = REFERENCE_KEYS.has(key) || isKeySelector(key, map);
    // A chart takes an empty name for none.
    const referred = isReference && typeof map.name === 'string' && map.name !== '' ? [map.name] : [];
    return [
      ...named.map((name) => ({ name, namespace: undefined })),
      ...referred.map((name) => ({ name, namespace: beside })),
    ];
  });
}

/** `{name, key}`, as in `basicAuth.password` of the Prometheus operator: the key of a Secret, unless its own key says of a ConfigMap. */
function isKeySelector(key: string, map: JsonObject): boolean {
  return Object.keys(map).sort().join() === 'key,name' && typeof map.key === 'string' && !/configMap/i.test(key);
}
