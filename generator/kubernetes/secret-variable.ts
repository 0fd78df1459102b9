/** A variable of a container whose value is in a Secret. */
import type { JsonObject } from '../data/json.ts';

export function fromSecret(variable: string, secretName: string, key: string): JsonObject {
  return { name: variable, valueFrom: { secretKeyRef: { name: secretName, key } } };
}
