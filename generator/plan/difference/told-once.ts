/**
 * Equal items of several clusters as one, with all of these. Items that differ only in names which each cluster has for itself are
 * equal too: the one has placeholders in their place, and with the names of any of its clusters it is exactly what that cluster has.
 */
import { grouped } from '../../layers/selector.ts';
import { type OwnName, type OwnNames, PLACEHOLDERS, type Rewrite, replacer } from './placeholders.ts';

export interface Item<T> {
  readonly value: T;
  readonly clusters: readonly string[];
}

/** What stands for a name of each cluster. */
export interface Placeholder {
  readonly text: string;
  readonly of: OwnName;
}

export interface ToldOnce<T> extends Item<T> {
  /** Those that it has. */
  readonly placeholders: readonly Placeholder[];
}

export interface Telling<T> {
  /** Only items with the same may be equal. */
  kindOf(value: T): string;
  /** With other texts in place of those in which a name may be. */
  rewritten(value: T, rewrite: Rewrite): T;
  /** The same for two that say the same, in whatever order. */
  identityOf(value: T): string;
  /** The names of a cluster that it has on both sides of the plan. */
  namesOf(cluster: string): OwnNames;
  /** Names of all clusters. */
  readonly clusters: readonly string[];
}

/** In the order of the first item of each. */
export function toldOnce<T extends object>(items: readonly Item<T>[], telling: Telling<T>): readonly ToldOnce<T>[] {
  const variants = equalItems(items);
  const parts = grouped(variants, ({ value }) => telling.kindOf(value));
  const told = new Map(parts.flatMap((part) => toldOfKind(part, telling)));
  return variants.flatMap((variant) => told.get(variant) ?? []);
}

/** Word for word. */
function equalItems<T extends object>(items: readonly Item<T>[]): readonly Item<T>[] {
  const texts = new Map<T, string>();
  const textOf = (value: T): string => {
    // Clusters share most of them.
    const text = texts.get(value) ?? JSON.stringify(value);
    texts.set(value, text);
    return text;
  };
  return grouped(items, ({ value }) => textOf(value)).map((group) => ({
    value: group[0].value,
    clusters: [...new Set(group.flatMap(({ clusters }) => clusters))].sort(),
  }));
}

/** By the first variant of each. */
function toldOfKind<T>(
  variants: readonly Item<T>[],
  telling: Telling<T>,
): readonly (readonly [Item<T>, ToldOnce<T>])[] {
  const [alone, ...others] = variants;
  if (alone === undefined) return [];
  if (others.length === 0) return [[alone, { ...alone, placeholders: [] }]];
  const named = withPlaceholders(variants, telling);
  return grouped(named, ({ identity }) => identity).map((group) => {
    const [{ variant, value, placeholders }] = group;
    if (group.length === 1) return [variant, { ...variant, placeholders: [] }];
    const clusters = group.flatMap((one) => one.variant.clusters).sort();
    return [variant, { value, clusters, placeholders }];
  });
}

interface Named<T> {
  readonly variant: Item<T>;
  readonly value: T;
  readonly placeholders: readonly Placeholder[];
  readonly identity: string;
}

function withPlaceholders<T>(variants: readonly Item<T>[], telling: Telling<T>): readonly Named<T>[] {
  const drafts = variants.map((variant) => draft(variant, telling));
  const isName = nameTest(drafts);
  return drafts.map(({ variant, placeholders, replace }) => {
    const used = new Set<string>();
    const value = telling.rewritten(variant.value, (text) => {
      const replaced = isName(text) ? replace(text) : text;
      if (replaced !== text) for (const one of placeholders) if (replaced.includes(one.text)) used.add(one.text);
      return replaced;
    });
    return {
      variant,
      value,
      placeholders: placeholders.filter(({ text }) => used.has(text)),
      identity: telling.identityOf(value),
    };
  });
}

interface Draft<T> {
  readonly variant: Item<T>;
  readonly texts: ReadonlySet<string>;
  readonly placeholders: readonly Placeholder[];
  readonly replace: Rewrite;
}

function draft<T>(variant: Item<T>, { rewritten, namesOf, clusters }: Telling<T>): Draft<T> {
  const texts = new Set<string>();
  rewritten(variant.value, (text) => {
    texts.add(text);
    return text;
  });
  const all = [...texts].join('\n');
  const names = commonNames(variant.clusters.map(namesOf));
  const placeholders = names.map(({ of }): Placeholder => ({ of, text: unusedText(PLACEHOLDERS[of], all) }));
  const byName = new Map(names.map(({ name }, index) => [name, placeholders[index]?.text ?? '']));
  return { variant, texts, placeholders, replace: replacer(byName, clusters) };
}

/** Those that all of the clusters have. */
function commonNames(all: readonly OwnNames[]): readonly { readonly of: OwnName; readonly name: string }[] {
  const [first = {}, ...others] = all;
  return OWN_NAMES.flatMap((of) => {
    const name = first[of];
    return name === undefined || name === '' || others.some((other) => other[of] !== name) ? [] : [{ of, name }];
  });
}

const OWN_NAMES: readonly OwnName[] = ['domain', 'environment', 'cluster'];

/** A text that is in none of the others, so that it stands for the name alone. */
function unusedText(text: string, others: string): string {
  return others.includes(text) ? unusedText(`<${text}>`, others) : text;
}

/**
 * Whether a text may have names of its cluster in it. A text that most other clusters have as well, whose names are others, has not: a
 * cluster may be called as a part of the path to a value.
 */
function nameTest<T>(drafts: readonly Draft<T>[]): (text: string) => boolean {
  const [own, foreign] = [new Map<string, number>(), new Map<string, number>()];
  for (const { texts, replace } of drafts)
    for (const text of texts) {
      const counts = replace(text) === text ? foreign : own;
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  return (text) => {
    const owners = own.get(text) ?? 0;
    return owners > 0 && (foreign.get(text) ?? 0) <= (drafts.length - owners) / 2;
  };
}
