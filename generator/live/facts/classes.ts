/** Classes of volumes, Gateways and Ingresses. */
import { listAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import type { Choice } from './facts.ts';

type ClassKind = 'StorageClass' | 'IngressClass' | 'GatewayClass';

/** The annotation that marks the default one; there is none for a GatewayClass. */
const DEFAULT_OF: Readonly<Partial<Record<ClassKind, string>>> = {
  StorageClass: 'storageclass.kubernetes.io/is-default-class',
  IngressClass: 'ingressclass.kubernetes.io/is-default-class',
};

/** Those of a kind, by name, the default one first. A GatewayClass that its controller has not accepted leads nowhere. */
export function classesOf(objects: readonly JsonObject[], kind: ClassKind): readonly Choice[] {
  const annotation = DEFAULT_OF[kind];
  return objects
    .filter((object) => textAt(object, 'kind') === kind && (kind !== 'GatewayClass' || isAccepted(object)))
    .map((object) => ({
      name: textAt(object, 'metadata', 'name'),
      isDefault: annotation !== undefined && textAt(object, 'metadata', 'annotations', annotation) === 'true',
    }))
    .sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || (a.name < b.name ? -1 : 1));
}

function isAccepted(gatewayClass: JsonObject): boolean {
  return listAt(gatewayClass, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Accepted' && textAt(condition, 'status') === 'True',
  );
}
