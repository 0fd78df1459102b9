/** Which pod answers for a Service, and at which of its ports: as `kubectl port-forward service/…` chooses it. Pure. */
import { fieldAt, listAt, mapAt, textAt } from '../../data/fields.ts';
import type { Json, JsonObject } from '../../data/json.ts';
import type { PodPort } from './port-forward.ts';
import { Unreachable } from './unreachable.ts';

export interface ServicePlace {
  readonly namespace: string;
  readonly service: string;
  /** Of the Service. */
  readonly port: number;
}

/** Throws Unreachable when the Service is not there, or has no ready pod. */
export function podBehind({ namespace, service, port }: ServicePlace, objects: readonly JsonObject[]): PodPort {
  const ofKind = (kind: string): readonly JsonObject[] =>
    objects.filter((one) => one.kind === kind && textAt(one, 'metadata', 'namespace') === namespace);
  const found = ofKind('Service').find((one) => textAt(one, 'metadata', 'name') === service);
  if (found === undefined) throw new Unreachable(`there is no Service ${service} in ${namespace}`);
  const selector = Object.entries(mapAt(found, 'spec', 'selector'));
  const own = ofKind('Pod').filter(
    (pod) => selector.length > 0 && selector.every(([key, value]) => fieldAt(pod, 'metadata', 'labels', key) === value),
  );
  const ready = own.find(isReady);
  const pod = textAt(ready, 'metadata', 'name');
  if (ready === undefined || pod === '')
    throw new Unreachable(
      `Service ${service} has no ready pod: ${own.length === 0 ? 'none at all' : `${own.length} are not ready`}`,
    );
  const entry = listAt(found, 'spec', 'ports').find((one) => fieldAt(one, 'port') === port);
  const target = portOf(fieldAt(entry, 'targetPort') ?? port, ready);
  if (entry === undefined || target === undefined)
    throw new Unreachable(`Service ${service} has no port ${port} that its pods have`);
  return { namespace, pod, port: target };
}

/** Whether a pod is Ready and stays. */
export function isReady(pod: JsonObject): boolean {
  return (
    fieldAt(pod, 'metadata', 'deletionTimestamp') === undefined &&
    listAt(pod, 'status', 'conditions').some(
      (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
    )
  );
}

/** A Service may name the port of its pods. */
function portOf(target: Json, pod: JsonObject): number | undefined {
  if (typeof target === 'number') return target;
  const named = listAt(pod, 'spec', 'containers')
    .flatMap((container) => listAt(container, 'ports'))
    .find((one) => fieldAt(one, 'name') === target);
  const port = fieldAt(named, 'containerPort');
  return typeof port === 'number' ? port : undefined;
}
