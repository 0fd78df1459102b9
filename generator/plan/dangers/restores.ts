/** Data that becomes what it was at an earlier time. */
import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { RESTORE_ANNOTATION } from '../../kubernetes/metadata.ts';
import { groupKindOf } from '../../kubernetes/scope.ts';
import type { ComponentRule, ComponentView, Finding } from './danger.ts';
import { changedObjects, subjectOf } from './subject.ts';

export const restoredData: ComponentRule = (view) => [
  ...restoredClusters(view),
  ...ignoredBootstraps(view),
  ...replacedData(view),
  ...changedRoles(view),
  ...changedOrigins(view),
];

const CLUSTER = 'postgresql.cnpg.io/Cluster';

/** In place of another: where there was none, nothing is lost. */
function restoredClusters({ before, pairs }: ComponentView): readonly Finding[] {
  if (before?.objects.some((object) => groupKindOf(object) === CLUSTER) !== true) return [];
  return pairs.flatMap((pair) => {
    if (pair.after === undefined || pair.before !== undefined || !isRestored(pair.after)) return [];
    const { folder, time } = originOf(pair.after);
    const message = `${subjectOf(pair.after)} is made from the backups in ${folder}, ${time}: what was written later is not in it`;
    return [{ code: 'data-restored', message }];
  });
}

function ignoredBootstraps(view: ComponentView): readonly Finding[] {
  return changedObjects(view).flatMap(({ after, fields }) => {
    const isChanged = fields.some(({ path }) => path[0] === 'spec' && path[1] === 'bootstrap');
    if (!isChanged || !isRestored(after)) return [];
    const message = `${subjectOf(after)} is there already, so it is not restored: only a Cluster with another name is`;
    return [{ code: 'restore-ignored', message }];
  });
}

/** Of a component that was there. */
function replacedData({ before: former, pairs }: ComponentView): readonly Finding[] {
  if (former === undefined) return [];
  return pairs.flatMap(({ before, after }) => {
    const asked = textAt(after, 'metadata', 'annotations', RESTORE_ANNOTATION);
    if (after === undefined || asked === '' || asked === textAt(before, 'metadata', 'annotations', RESTORE_ANNOTATION))
      return [];
    const message = `${subjectOf(after)} replaces what is in the store by ${asked}: it is backed up before, and is not there any more`;
    return [{ code: 'data-restored', message }];
  });
}

/** A Cluster that follows another one, and no longer does, or the other way round. */
function changedRoles(view: ComponentView): readonly Finding[] {
  return changedObjects(view).flatMap(({ before, after }) => {
    const [did, does] = [isFollowing(before), isFollowing(after)];
    if (did === does) return [];
    const message = did
      ? `${subjectOf(after)} no longer follows ${originOf(before).folder} and takes writes: this cannot be undone, and nothing must write to the source any more`
      : `${subjectOf(after)} is told to follow ${originOf(after).folder}, but has data of its own: it is made read-only and cannot follow; give it another name`;
    return [{ code: did ? 'standby-promoted' : 'standby-demoted', message }];
  });
}

/** The archive that a standby follows has another name once its source is restored: that begins at a time which the standby is past. */
function changedOrigins(view: ComponentView): readonly Finding[] {
  return changedObjects(view).flatMap(({ before, after }) => {
    const [former, present] = [originOf(before).folder, originOf(after).folder];
    if (!isFollowing(before) || !isFollowing(after) || former === present) return [];
    const message = `${subjectOf(after)} followed ${former}, and cannot follow ${present} with the data that it has: give it another name, and it is made anew from there`;
    return [{ code: 'standby-left-behind', message }];
  });
}

function isFollowing(object: Manifest): boolean {
  return groupKindOf(object) === CLUSTER && fieldAt(object, 'spec', 'replica', 'enabled') === true;
}

function isRestored(object: Manifest): boolean {
  return groupKindOf(object) === CLUSTER && fieldAt(object, 'spec', 'bootstrap', 'recovery') !== undefined;
}

function originOf(cluster: Manifest): { readonly folder: string; readonly time: string } {
  const source = textAt(cluster, 'spec', 'bootstrap', 'recovery', 'source');
  const origin = listAt(cluster, 'spec', 'externalClusters').find((one) => textAt(one, 'name') === source);
  const target = textAt(cluster, 'spec', 'bootstrap', 'recovery', 'recoveryTarget', 'targetTime');
  return {
    folder: textAt(origin, 'plugin', 'parameters', 'serverName') || source,
    time: target === '' ? 'as late as they reach' : `as of ${target}`,
  };
}
