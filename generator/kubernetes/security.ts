/** What Pod Security `restricted` asks for, and where pods go: the same for every pod that a chart leaves to us. */
import type { JsonObject } from '../json.ts';

export const RESTRICTED_POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } as const;

export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} as const;

/** Over zones where there are any; a cluster with one zone still schedules. */
export function topologySpread(matchLabels: Readonly<Record<string, string>>): readonly JsonObject[] {
  return [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels },
    },
  ];
}

/** Requests and limits in the usual form: no CPU limit, because throttling hurts more than it protects. */
export function resources(cpu: string, memory: string, memoryLimit: string = memory): JsonObject {
  return { requests: { cpu, memory }, limits: { memory: memoryLimit } };
}
