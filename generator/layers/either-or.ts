/**
 * Fields of which a Kubernetes object has one at most. Whoever says another one than is there means it instead: both would be refused,
 * and Kubernetes' own merge has a strategy for it (kubernetes/api:core/v1/types.go, `retainKeys` of volumes).
 */
import type { JsonObject } from '../data/json.ts';

const EITHER_OR: readonly (readonly string[])[] = [
  // A variable, and where its value is from.
  ['value', 'valueFrom'],
  ['secretKeyRef', 'configMapKeyRef', 'fieldRef', 'resourceFieldRef', 'fileKeyRef'],
  // A volume.
  [
    'configMap',
    'csi',
    'downwardAPI',
    'emptyDir',
    'ephemeral',
    'hostPath',
    'image',
    'nfs',
    'persistentVolumeClaim',
    'projected',
    'secret',
  ],
  // A probe.
  ['exec', 'grpc', 'httpGet', 'tcpSocket'],
];

/** The upper map without what the lower one says something else instead of. */
export function withoutAlternatives(above: JsonObject, below: JsonObject): JsonObject {
  const left = EITHER_OR.flatMap((fields) => {
    const said = fields.filter((field) => Object.hasOwn(below, field) && below[field] !== null);
    return said.length === 0 ? [] : fields.filter((field) => !said.includes(field));
  });
  return Object.fromEntries(Object.entries(above).filter(([field]) => !left.includes(field)));
}
