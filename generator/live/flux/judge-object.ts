/**
 * What one object of Flux says of itself. All its controllers follow kstatus: a condition `Ready` for the observed generation
 * (fluxcd/pkg:apis/meta/conditions.go).
 */
import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import { cleaned } from '../clean.ts';

export interface Judged {
  readonly object: JsonObject;
  /** `Kind namespace/name`. */
  readonly place: string;
  readonly state: 'ready' | 'progressing' | 'waiting' | 'suspended' | 'failed';
  readonly since: string | undefined;
  /** What it says, in one line: reason and message. */
  readonly text: string;
  /** Whether it is ready, or was when it was suspended. */
  readonly isReady: boolean;
}

/** Reasons for which nothing is wrong with the object itself (fluxcd/pkg:apis/meta/conditions.go). */
const WAITS: ReadonlySet<string> = new Set(['DependencyNotReady']);

export function judge(object: JsonObject): Judged {
  const place = placeOf(object);
  const ready = listAt(object, 'status', 'conditions').find((one) => textAt(one, 'type') === 'Ready');
  const since = ready === undefined ? undefined : textAt(ready, 'lastTransitionTime') || undefined;
  const isReady = textAt(ready, 'status') === 'True';
  const base = { object, place, since, isReady };
  if (fieldAt(object, 'spec', 'suspend') === true) return { ...base, state: 'suspended', text: 'it is suspended' };
  if (ready === undefined) return { ...base, state: 'progressing', text: 'Flux has not looked at it yet' };
  const reason = textAt(ready, 'reason');
  const text = cleaned([reason, textAt(ready, 'message')].filter((part) => part !== '').join(': '));
  const isCurrent = fieldAt(object, 'status', 'observedGeneration') === fieldAt(object, 'metadata', 'generation');
  switch (textAt(ready, 'status')) {
    case 'True':
      return isCurrent
        ? { ...base, state: 'ready', text }
        : { ...base, state: 'progressing', text: 'Flux has not reconciled its newest change yet' };
    case 'False':
      return { ...base, state: WAITS.has(reason) ? 'waiting' : 'failed', text };
    default:
      return { ...base, state: 'progressing', text };
  }
}

export function placeOf(object: JsonObject): string {
  const [namespace, name] = [textAt(object, 'metadata', 'namespace'), textAt(object, 'metadata', 'name')];
  return `${textAt(object, 'kind')} ${namespace}/${name}`;
}
