/** Numbers of replicas that an autoscaler sets too. */

import { fieldAt, textAt } from '../../data/fields.ts';
import { isObject, type Json, type JsonObject } from '../../data/json.ts';
import { groupKindOf } from '../../kubernetes/scope.ts';
import { pathText } from '../difference/path-text.ts';
import type { ComponentRule, ComponentView, Finding } from './danger.ts';
import { changedObjects, subjectOf } from './subject.ts';

const CODE = 'replicas-autoscaled';

export const autoscaledReplicas: ComponentRule = (view) => [...autoscaledValues(view), ...autoscaledObjects(view)];

const REPLICAS: ReadonlySet<string> = new Set(['replicas', 'replicaCount']);
const AUTOSCALERS = ['autoscaling', 'hpa', 'keda'] as const;

/** Charts leave the number out while their autoscaler is on: what matters is that it starts within its bounds. */
function autoscaledValues({ change: { values }, after }: ComponentView): readonly Finding[] {
  return values.flatMap(({ path, after: now }) => {
    if (!REPLICAS.has(path.at(-1) ?? '') || typeof now !== 'number') return [];
    const around = fieldAt(after?.values, ...path.slice(0, -1));
    const outside = AUTOSCALERS.find((name) => !isWithin(now, fieldAt(around, name)));
    if (outside === undefined) return [];
    const message = `Helm value ${pathText(path)} becomes ${now}, outside of what ${pathText([...path.slice(0, -1), outside])} allows`;
    return [{ code: CODE, message }];
  });
}

/** Whether an autoscaler would leave it; one that is off does. */
function isWithin(replicas: number, autoscaler: Json | undefined): boolean {
  if (fieldAt(autoscaler, 'enabled') !== true) return true;
  const [least, most] = ['minReplicas', 'maxReplicas'].map((bound) => numberAt(autoscaler, bound) ?? replicas);
  return replicas >= (least ?? replicas) && replicas <= (most ?? replicas);
}

function numberAt(map: Json | undefined, field: string): number | undefined {
  const found = fieldAt(map, field);
  return typeof found === 'number' ? found : undefined;
}

function autoscaledObjects(view: ComponentView): readonly Finding[] {
  const targets = (view.after?.objects ?? [])
    .filter((object) => SCALERS.has(groupKindOf(object)))
    .map((scaler) => targetOf(scaler, textAt(scaler, 'metadata', 'namespace')));
  return changedObjects(view).flatMap(({ after, fields }) => {
    const isChanged = fields.some(({ path, after: now }) => path.join('.') === 'spec.replicas' && now !== undefined);
    if (!isChanged || !targets.includes(subjectOf(after))) return [];
    return [
      { code: CODE, message: `${subjectOf(after)} gets another number of replicas, but an autoscaler sets it too` },
    ];
  });
}

const SCALERS: ReadonlySet<string> = new Set(['autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject']);

/** As `subjectOf` names it. */
function targetOf(scaler: JsonObject, namespace: string): string {
  const target = fieldAt(scaler, 'spec', 'scaleTargetRef');
  const kind = isObject(target) ? textAt(target, 'kind') || 'Deployment' : '';
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${textAt(target, 'name')}`;
}
