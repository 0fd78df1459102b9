/** Combinations of stores that Langfuse does not support although each store is valid. */
import type { Mistake, Stack } from '../../stack/component.ts';
import { readByNode } from './environment.ts';

export function storeMistakes(stack: Stack): readonly Mistake[] {
  const [one, other] = readByNode(stack);
  if (one === undefined || other === undefined || one.secretName === other.secretName) return [];
  return [
    {
      code: 'invalid-value',
      path: [],
      message: `uses two Secrets with authorities, for ${one.name} (${one.secretName}) and for ${other.name} (${other.secretName}): Node.js reads authorities from one file`,
      hint: `put both authorities into one Secret, one after the other under its key, and set caSecretName of both to it`,
    },
  ];
}
