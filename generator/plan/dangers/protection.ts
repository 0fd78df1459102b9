/** Marks and objects that protect data and availability. */

import { textAt } from '../../data/fields.ts';
import { asText } from '../../data/json.ts';
import { KEEP_ANNOTATIONS } from '../../kubernetes/metadata.ts';
import { groupKindOf } from '../../kubernetes/scope.ts';
import type { ComponentRule, ComponentView, Finding } from './danger.ts';
import { changedObjects, namedFields, subjectOf } from './subject.ts';

const CODE = 'protection-dropped';

export const droppedProtection: ComponentRule = (view) => [
  ...droppedMarks(view),
  ...weakenedFields(view),
  ...removedBudgets(view),
];

/** By which an engine keeps an object that is no longer in Git. */
const MARKS = [
  'argocd.argoproj.io/sync-options',
  'kustomize.toolkit.fluxcd.io/prune',
  'helm.sh/resource-policy',
] as const;

function droppedMarks(view: ComponentView): readonly Finding[] {
  return changedObjects(view).flatMap(({ before, after }) => {
    const dropped = MARKS.filter((mark) => {
      const [old, now] = [before, after].map((object) => textAt(object, 'metadata', 'annotations', mark));
      return old === KEEP_ANNOTATIONS[mark] && now !== old;
    });
    return dropped.length === 0
      ? []
      : [{ code: CODE, message: `${subjectOf(after)} loses ${dropped.join(', ')}, which keep it on the cluster` }];
  });
}

/** By the last step of the way to a field: what protects, strongest first. */
const PROTECTING: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    keep: ['true', 'false'],
    deletionProtection: ['true', 'false'],
    whenDeleted: ['Retain', 'Delete'],
    whenScaled: ['Retain', 'Delete'],
    reclaimPolicy: ['Retain', 'Delete'],
    persistentVolumeReclaimPolicy: ['Retain', 'Delete'],
    databaseReclaimPolicy: ['retain', 'delete'],
    deletionPolicy: ['Retain', 'Merge', 'Delete'],
    'pod-security.kubernetes.io/enforce': ['restricted', 'baseline', 'privileged'],
  }),
);

function weakenedFields(view: ComponentView): readonly Finding[] {
  return namedFields(view).flatMap(({ path, name, before, after }) => {
    const strengths = PROTECTING.get(path.at(-1) ?? '') ?? [];
    const [old, now] = [strengths.indexOf(asText(before)), strengths.indexOf(asText(after))];
    const isWeaker = old >= 0 && (now > old || (after === undefined && old < strengths.length - 1));
    return isWeaker
      ? [{ code: CODE, message: `${name}: ${asText(before)} → ${after === undefined ? 'nothing' : asText(after)}` }]
      : [];
  });
}

/** Of a component that stays. */
function removedBudgets({ change, pairs }: ComponentView): readonly Finding[] {
  if (change.fate !== 'changed') return [];
  return pairs.flatMap(({ before, after }) =>
    before !== undefined && after === undefined && groupKindOf(before) === 'policy/PodDisruptionBudget'
      ? [{ code: CODE, message: `${subjectOf(before)} is removed: a node that is drained may stop all pods at once` }]
      : [],
  );
}
