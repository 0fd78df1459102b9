/** Which commit and version an Application is at. Each of its sources has a revision, in the same order. */
import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import { isEqual, type Json, type JsonList, type JsonObject } from '../../data/json.ts';
import { commitIn } from '../commit.ts';
import type { Wanted } from '../model.ts';

export interface Revisions {
  readonly wanted: string | undefined;
  readonly running: string | undefined;
  /** Of the fleet's repository. */
  readonly commit: string | undefined;
  /** Whether it is compared with what was synced last, from the same sources. */
  readonly isLatest: boolean;
}

export function revisionsOf(application: JsonObject, url: string, { source }: Pick<Wanted, 'source'>): Revisions {
  const sources = severalOf(fieldAt(application, 'spec'), 'source');
  const compared = severalOf(fieldAt(application, 'status', 'sync'), 'revision');
  const last = listAt(application, 'status', 'history').at(-1);
  const deployed = severalOf(last, 'revision');
  const isSynced = textAt(application, 'status', 'sync', 'status') === 'Synced';
  // What is Synced is as the commit that it was compared with, whether or not there was something to do for it.
  const current = isSynced ? compared : deployed;
  const fleet = sources.findIndex((one) => textAt(one, 'repoURL') === url && fieldAt(one, 'path') !== undefined);
  return {
    ...VERSIONS[source](sources, current),
    commit: commitIn(textAt(current[fleet])),
    isLatest: isEqual(compared, deployed) && isEqual(sources, severalOf(last, 'source')),
  };
}

/** An Application with one source says it in the singular. */
function severalOf(value: Json | undefined, field: 'source' | 'revision'): JsonList {
  const several = listAt(value, `${field}s`);
  const one = fieldAt(value, field);
  return several.length > 0 || one === undefined || one === '' ? several : [one];
}

type Versions = Pick<Revisions, 'wanted' | 'running'>;

const NONE: Versions = { wanted: undefined, running: undefined };

const VERSIONS: Readonly<Record<Wanted['source'], (sources: JsonList, current: JsonList) => Versions>> = {
  manifests: () => NONE,
  chart: (sources, current) => {
    const index = sources.findIndex((one) => fieldAt(one, 'chart') !== undefined);
    return {
      wanted: textAt(sources[index], 'targetRevision') || undefined,
      running: textAt(current[index]) || undefined,
    };
  },
  // The first source is upstream's, at a tag: the revision is the commit of the tag.
  upstream: ([first], current) => {
    const wanted = tagOf(first);
    return { wanted, running: current.length === 0 ? undefined : wanted };
  },
};

function tagOf(source: Json | undefined): string | undefined {
  return textAt(source, 'targetRevision').replace(/^refs\/tags\//, '') || undefined;
}
