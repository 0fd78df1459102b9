/** What Pod Security `restricted` asks for, and what a pod uses: the same for every pod that a chart leaves to us. */
import type { JsonObject } from '../data/json.ts';

export const RESTRICTED_POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } as const;

export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} as const;

/** Requests and limits in the usual form: no CPU limit, because throttling hurts more than it protects. */
export function resources(cpu: string, memory: string, memoryLimit: string = memory): JsonObject {
  return { requests: { cpu, memory }, limits: { memory: memoryLimit } };
}
