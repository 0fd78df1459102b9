/** What no plan can know of, because it is in no commit: what a person does by hand, and what is left of another time. */
import type { Observation } from './foresight.ts';
import { fateLine, replacedLine } from './lines.ts';
import { HUB } from './observe.ts';

export interface Besides {
  /** Keys of what a person deletes in Argo CD. The plan says that it goes, that it is kept, or nothing. */
  readonly deleted?: readonly string[];
  /** Where a person deletes something that Git has no longer, by cluster its keys. */
  readonly cleared?: ReadonlyMap<string, readonly string[]>;
  /** Where a person deletes something that Git has, by cluster its keys: an engine makes it again, as another object. */
  readonly replaced?: ReadonlyMap<string, readonly string[]>;
  /** A cluster that another fleet has: Argo CD refuses what this one says of it. */
  readonly refused?: string;
  /** A cluster that still has what an engine has left there, and that is in Git again. For the plan, which knows Git alone, it is new. */
  readonly returning?: string;
}

export const BESIDES_NOTHING: Besides = {};

/** The lines of a plan, and what a person does besides. */
export function withHands(planned: ReadonlySet<string>, { deleted = [], replaced }: Besides): ReadonlySet<string> {
  const kept = new Set(deleted.map((key) => fateLine(HUB, 'kept', key)));
  return new Set([
    ...[...planned].filter((line) => !kept.has(line)),
    ...deleted.map((key) => fateLine(HUB, 'removed', key)),
    ...[...(replaced ?? [])].flatMap(([cluster, keys]) => keys.map((key) => replacedLine(cluster, key))),
  ]);
}

/** What was there before, without what a person has deleted since, and without what the returning cluster has left and the plan creates there. */
export function adopted(
  before: Observation,
  planned: ReadonlySet<string>,
  { cleared, returning }: Besides,
): Observation {
  return new Map(
    [...before].map(([where, objects]) => {
      const gone = cleared?.get(where) ?? [];
      const isThere = (key: string): boolean =>
        !gone.includes(key) && !(where === returning && planned.has(fateLine(where, 'created', key)));
      return [where, new Map([...objects].filter(([key]) => isThere(key)))];
    }),
  );
}
