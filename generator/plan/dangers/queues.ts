/** Collectors with queues on volumes, of which some or all go: what waits there stays, and nobody sends it. */
import { fieldAt, listAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import type { ComponentRule } from './danger.ts';

const CHART = 'opentelemetry-collector';

export const leftQueues: ComponentRule = ({ before, after }) => {
  if (before?.release?.chart !== CHART || !hasVolumes(before.values)) return [];
  const { namespace, name } = before.release;
  const had = replicasOf(before.values);
  const has = after?.release !== undefined && hasVolumes(after.values) ? replicasOf(after.values) : 0;
  if (has >= had) return [];
  const message = `release ${namespace}/${name} has queues on ${has} volumes, and had them on ${had}: what waits on the others is not sent until replicas with their names are back`;
  return [{ code: 'queue-left', message }];
};

function hasVolumes(values: JsonObject): boolean {
  return listAt(values, 'statefulset', 'volumeClaimTemplates').length > 0;
}

function replicasOf(values: JsonObject): number {
  const replicas = fieldAt(values, 'replicaCount');
  return typeof replicas === 'number' ? replicas : 0;
}
