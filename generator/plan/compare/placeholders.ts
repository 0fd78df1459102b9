/** Two sides with placeholders in place of names that they cannot share, so that only other differences are left. */
import { isEqual, type Json } from '../../data/json.ts';
import { type FieldChange, fieldChanges } from '../difference/fields.ts';
import { inTexts, replacer } from '../difference/placeholders.ts';

/** What is written in place of a name, and the name on each side. */
export interface Placeholder {
  readonly text: string;
  readonly left: string;
  readonly right: string;
}

export interface Normaliser {
  readonly left: (value: Json) => Json;
  readonly right: (value: Json) => Json;
}

export function normaliser(placeholders: readonly Placeholder[]): Normaliser {
  const ofSide = (side: keyof Normaliser): ((value: Json) => Json) => {
    const replace = replacer(new Map(placeholders.map((one) => [one[side], one.text])));
    return (value) => inTexts(value, replace);
  };
  return { left: ofSide('left'), right: ofSide('right') };
}

/** Of two sides with placeholders: without a text that both share and that happens to be a name on one of them. */
export function realChanges(before: Json, after: Json, { left, right }: Normaliser): readonly FieldChange[] {
  return fieldChanges(before, after).filter(
    (change) =>
      change.before === undefined ||
      change.after === undefined ||
      !(isEqual(left(change.after), change.before) || isEqual(right(change.before), change.after)),
  );
}
