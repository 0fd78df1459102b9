/** Names that two sides cannot share: each is written as a placeholder, so that only other differences are left. */
import { isEqual, isList, isObject, type Json } from '../../data/json.ts';
import { type FieldChange, fieldChanges } from '../difference/fields.ts';

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
  return { left: replacer(placeholders, 'left'), right: replacer(placeholders, 'right') };
}

/** A name counts only as a whole word; the longest is found first. */
function replacer(placeholders: readonly Placeholder[], side: keyof Normaliser): (value: Json) => Json {
  const texts = new Map(placeholders.map((one) => [one[side], one.text]));
  const names = [...texts.keys()].sort((a, b) => b.length - a.length).map((name) => name.replaceAll('.', '\\.'));
  if (names.length === 0) return (value) => value;
  const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${names.join('|')})(?![A-Za-z0-9])`, 'g');
  const replace = (text: string): string => text.replaceAll(pattern, (found) => texts.get(found) ?? found);
  const inside = (value: Json): Json => {
    if (typeof value === 'string') return replace(value);
    if (isList(value)) return value.map(inside);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [replace(key), inside(field)]));
  };
  return inside;
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
