/** What Secrets hold, and where it comes from. */

import { fieldAt, listAt, mapAt, textAt } from '../../data/fields.ts';
import { isObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { groupKindOf } from '../../kubernetes/scope.ts';
import type { FieldChange } from '../difference/fields.ts';
import { pathText } from '../difference/path-text.ts';
import type { ComponentRule, ComponentView, Finding } from './danger.ts';
import { changedObjects, subjectOf } from './subject.ts';

const CONTRACTS: ReadonlySet<string> = new Set([
  'external-secrets.io/ExternalSecret',
  'external-secrets.io/ClusterExternalSecret',
  'bitnami.com/SealedSecret',
]);

/** Fields of an ExternalSecret that say when it is read, and not what. */
const SCHEDULE: ReadonlySet<string> = new Set(['refreshInterval', 'refreshPolicy']);

export const changedSecrets: ComponentRule = (view) => [...changedContracts(view), ...otherContracts(view)];

function changedContracts(view: ComponentView): readonly Finding[] {
  return changedObjects(view).flatMap(({ before, after, fields }) => {
    if (!CONTRACTS.has(groupKindOf(after))) return [];
    const isSealed = after.kind === 'SealedSecret';
    const paths = fields.filter((field) => (isSealed ? isOtherKey(field) : isRead(field))).map(({ path }) => path);
    if (paths.length === 0) return [];
    const gone = keysOf(before).filter((key) => !keysOf(after).includes(key));
    const lost = gone.length === 0 ? '' : `; the Secret loses ${gone.join(', ')}`;
    const what = isSealed ? 'has other keys' : 'reads something else';
    const message = `${subjectOf(after)} ${what}: ${paths.map(pathText).join(', ')}${lost}`;
    return [{ code: 'secret-contract', message }];
  });
}

function isRead({ path }: FieldChange): boolean {
  return path[0] === 'spec' && !SCHEDULE.has(path[1] ?? '');
}

/** A value that is sealed again looks like another one. */
function isOtherKey({ path, before, after }: FieldChange): boolean {
  return path[0] === 'spec' && path[1] === 'encryptedData' && (before === undefined || after === undefined);
}

/** Of a component that stays: a Secret that it needs from now on must be in the store before, and one that goes may still be in use. */
function otherContracts({ change, pairs }: ComponentView): readonly Finding[] {
  if (change.fate !== 'changed') return [];
  return pairs.flatMap(({ before, after, change: { fate } }) => {
    const object = after ?? before;
    // One that is kept still makes its Secret.
    if (object === undefined || (after !== undefined && before !== undefined) || fate === 'kept') return [];
    if (!CONTRACTS.has(groupKindOf(object))) return [];
    const message =
      after === undefined
        ? `${subjectOf(object)} is removed, and its Secret with it`
        : `${subjectOf(object)} is new: ${object.kind === 'SealedSecret' ? 'it needs its controller on the cluster' : 'what it reads must be in the store before'}`;
    return [{ code: 'secret-contract', message }];
  });
}

/** The keys that the Secret has, as far as the object names them. */
function keysOf(object: Manifest): readonly string[] {
  if (object.kind === 'SealedSecret') return Object.keys(mapAt(object, 'spec', 'encryptedData'));
  const template = mapAt(object, 'spec', 'target', 'template', 'data');
  const data = listAt(object, 'spec', 'data').map((entry) => textAt(entry, 'secretKey'));
  return isObject(fieldAt(object, 'spec', 'target', 'template', 'data')) ? Object.keys(template) : data;
}
