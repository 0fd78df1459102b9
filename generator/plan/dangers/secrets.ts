/** What Secrets hold, and where it comes from. */

import { fieldAt, listAt, mapAt, textAt } from '../../data/fields.ts';
import { isObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { groupKindOf } from '../../kubernetes/scope.ts';
import { pathText } from '../difference/path-text.ts';
import type { ComponentRule, ComponentView, Finding } from './danger.ts';
import { changedObjects, subjectOf } from './subject.ts';

const CONTRACTS: ReadonlySet<string> = new Set([
  'external-secrets.io/ExternalSecret',
  'external-secrets.io/ClusterExternalSecret',
]);

/** Fields of an ExternalSecret that say when it is read, and not what. */
const SCHEDULE: ReadonlySet<string> = new Set(['refreshInterval', 'refreshPolicy']);

export const changedSecrets: ComponentRule = (view) => [...changedContracts(view), ...otherContracts(view)];

function changedContracts(view: ComponentView): readonly Finding[] {
  return changedObjects(view).flatMap(({ before, after, fields }) => {
    if (!CONTRACTS.has(groupKindOf(after))) return [];
    const paths = fields.map(({ path }) => path).filter((path) => path[0] === 'spec' && !SCHEDULE.has(path[1] ?? ''));
    if (paths.length === 0) return [];
    const gone = keysOf(before).filter((key) => !keysOf(after).includes(key));
    const lost = gone.length === 0 ? '' : `; the Secret loses ${gone.join(', ')}`;
    const message = `${subjectOf(after)} reads something else: ${paths.map(pathText).join(', ')}${lost}`;
    return [{ code: 'secret-contract', message }];
  });
}

/** Of a component that stays: a Secret that it needs from now on must be in the store before, and one that goes may still be in use. */
function otherContracts({ change, pairs }: ComponentView): readonly Finding[] {
  if (change.fate !== 'changed') return [];
  return pairs.flatMap(({ before, after }) => {
    const object = after ?? before;
    if (object === undefined || (after !== undefined && before !== undefined)) return [];
    if (!CONTRACTS.has(groupKindOf(object))) return [];
    const message =
      after === undefined
        ? `${subjectOf(object)} is removed, and its Secret with it`
        : `${subjectOf(object)} is new: what it reads must be in the store before`;
    return [{ code: 'secret-contract', message }];
  });
}

/** The keys that the Secret has, as far as the object names them. */
function keysOf(object: Manifest): readonly string[] {
  const template = mapAt(object, 'spec', 'target', 'template', 'data');
  const data = listAt(object, 'spec', 'data').map((entry) => textAt(entry, 'secretKey'));
  return isObject(fieldAt(object, 'spec', 'target', 'template', 'data')) ? Object.keys(template) : data;
}
