/** What Langfuse cannot do with stores that are right by themselves. */
import type { Mistake, Stack } from '../../stack/component.ts';
import { readByNode } from './environment.ts';

export function storeMistakes(stack: Stack): readonly Mistake[] {
  const [one, other] = readByNode(stack);
  if (one === undefined || other === undefined || one.secretName === other.secretName) return [];
  return [
    {
      code: 'invalid-value',
      path: [],
      message: `cannot know the authorities of ${one.name} (${one.secretName}) and of ${other.name} (${other.secretName}): Node.js reads them from one file`,
      hint: `put both into one Secret, one after the other under its key, and name that as the caSecretName of both`,
    },
  ];
}
