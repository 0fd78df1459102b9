/** Names that clusters cannot share, written as placeholders: what differs in nothing else is alike. */
import { isList, isObject, type Json } from '../../data/json.ts';

/** What is written in place of each name that a cluster has for itself. */
export const PLACEHOLDERS = {
  domain: '<domain>',
  cluster: '<cluster>',
  environment: '<environment>',
} as const;

export type OwnName = keyof typeof PLACEHOLDERS;

/** The names of one cluster, as far as it has them for itself. */
export type OwnNames = Readonly<Partial<Record<OwnName, string>>>;

export type Rewrite = (text: string) => string;

/**
 * Writes other texts in place of names: `texts` by name. A name counts only as a whole word, and not as a part of one of the `others`;
 * of two names that begin at the same place the longer one is found.
 */
export function replacer(texts: ReadonlyMap<string, string>, others: readonly string[] = []): Rewrite {
  const names = [...texts.keys()];
  if (names.length === 0) return (text) => text;
  const around = others.filter((other) => !texts.has(other) && names.some((name) => other.includes(name)));
  const words = [...names, ...around].sort((a, b) => b.length - a.length).map(escaped);
  const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${words.join('|')})(?![A-Za-z0-9])`, 'g');
  return (text) =>
    names.some((name) => text.includes(name)) ? text.replaceAll(pattern, (found) => texts.get(found) ?? found) : text;
}

function escaped(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Every text in a value, keys of maps included. */
export function inTexts(value: Json, rewrite: Rewrite): Json {
  if (typeof value === 'string') return rewrite(value);
  if (isList(value)) return value.map((item) => inTexts(item, rewrite));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [rewrite(key), inTexts(field, rewrite)]));
}
