/**
 * Fields that exclude each other in a Kubernetes object. A different one in a lower level replaces the upper one: Kubernetes would reject both,
 * and its own merge has a strategy for it (kubernetes/api:core/v1/types.go, `retainKeys` of volumes).
 */
import type { JsonObject } from '../data/json.ts';

const EITHER_OR: readonly (readonly string[])[] = [
  // The value of an environment variable, and its source.
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

/** The upper map without the fields that a field of the lower one excludes. */
export function withoutAlternatives(above: JsonObject, below: JsonObject): JsonObject {
  const left = EITHER_OR.flatMap((fields) => {
    const said = fields.filter((field) => Object.hasOwn(below, field) && below[field] !== null);
    return said.length === 0 ? [] : fields.filter((field) => !said.includes(field));
  });
  return Object.fromEntries(Object.entries(above).filter(([field]) => !left.includes(field)));
}
