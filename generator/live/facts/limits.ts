/** What the pods of a namespace are held to: ResourceQuotas, LimitRanges and Pod Security. */
import { listAt, mapAt, textAt } from '../../data/fields.ts';
import { isObject, type JsonObject } from '../../data/json.ts';
import type { ContainerLimits, EnforcedLevel, Quota } from './facts.ts';

export function quotasIn(objects: readonly JsonObject[]): readonly Quota[] {
  return ofKind(objects, 'ResourceQuota').map((quota) => ({
    ...placeOf(quota),
    counts: Object.keys(mapAt(quota, 'spec', 'hard')),
  }));
}

/** Limits of containers: those of whole pods and of volumes are of another kind. */
export function containerLimitsIn(objects: readonly JsonObject[]): readonly ContainerLimits[] {
  return ofKind(objects, 'LimitRange').flatMap((range) =>
    listAt(range, 'spec', 'limits')
      .filter(isObject)
      .filter((limit) => textAt(limit, 'type') === 'Container')
      .map((limit) => ({
        ...placeOf(range),
        max: quantitiesAt(limit, 'max'),
        min: quantitiesAt(limit, 'min'),
        // Kubernetes takes the maximum where there is no default.
        defaults: Object.keys({ ...mapAt(limit, 'max'), ...mapAt(limit, 'default') }),
      })),
  );
}

/** Kubernetes docs: Pod Security Admission, "Pod Security Admission labels for namespaces". */
export function podSecurityIn(objects: readonly JsonObject[]): readonly EnforcedLevel[] {
  return ofKind(objects, 'Namespace').flatMap((one) => {
    const enforced = textAt(one, 'metadata', 'labels', 'pod-security.kubernetes.io/enforce');
    return enforced === '' ? [] : [{ namespace: textAt(one, 'metadata', 'name'), enforced }];
  });
}

function ofKind(objects: readonly JsonObject[], kind: string): readonly JsonObject[] {
  return objects.filter((object) => textAt(object, 'kind') === kind);
}

function placeOf(object: JsonObject): { readonly namespace: string; readonly name: string } {
  return { namespace: textAt(object, 'metadata', 'namespace'), name: textAt(object, 'metadata', 'name') };
}

function quantitiesAt(limit: JsonObject, field: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(mapAt(limit, field)).map(([resource, amount]) => [resource, String(amount)]),
  );
}
