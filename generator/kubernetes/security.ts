/** Settings that Pod Security `restricted` requires, for every pod whose chart allows to set them. */
import type { JsonObject } from '../data/json.ts';

export const RESTRICTED_POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } as const;

export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} as const;

/** Requests and limits in the usual form: no CPU limit, because throttling does more harm than good. */
export function resources(cpu: string, memory: string, memoryLimit: string = memory): JsonObject {
  return { requests: { cpu, memory }, limits: { memory: memoryLimit } };
}
