/** Replicas as a setting: a fixed number, or a range that a HorizontalPodAutoscaler moves in. */
import * as z from 'zod';

/** `{min, max}`: autoscaled when they differ. */
export function replicaRange(what: string): z.ZodObject<{ min: z.ZodInt; max: z.ZodInt }> {
  return z
    .strictObject({
      min: z.int().min(1).describe('Replicas at the least.'),
      max: z.int().min(1).describe('Replicas at the most; the same as min for a fixed number.'),
    })
    .describe(`Replicas of ${what}.`);
}

export interface ReplicaRange {
  readonly min: number;
  readonly max: number;
}

export function isAutoscaled({ min, max }: ReplicaRange): boolean {
  return max > min;
}
