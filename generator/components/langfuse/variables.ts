/** Parts of Langfuse's environment variables. */
import type { JsonObject } from '../../data/json.ts';

/** ID of the initial organisation. */
export const ORGANIZATION = 'observatory';

/** A variable from the key of a Secret. */
export function fromSecret(name: string, secret: string, key: string): JsonObject {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}
