/** Replicas as a setting: a fixed number, or a range for a HorizontalPodAutoscaler. */
import * as z from 'zod';
import { advised } from '../fleet/schema/advice.ts';

/** `{min, max}`: autoscaled when they differ. */
export function replicaRange(what: string): z.ZodObject<{ min: z.ZodInt; max: z.ZodInt }> {
  return z
    .strictObject({
      min: z.int().min(1).describe('Minimum number of replicas.'),
      max: z.int().min(1).describe('Maximum number of replicas; the same as min for a fixed number.'),
    })
    .superRefine(({ min, max }, context) => {
      // One of the two may be a default of the size, which is in no file.
      if (min > max)
        context.addIssue(
          advised(`min (${min}) exceeds max (${max})`, 'set both, to the same value for a fixed number'),
        );
    })
    .describe(
      `Replicas of ${what}. A range needs metrics-server, or another implementation of metrics.k8s.io, on the cluster.`,
    );
}

export interface ReplicaRange {
  readonly min: number;
  readonly max: number;
}

export function isAutoscaled({ min, max }: ReplicaRange): boolean {
  return max > min;
}
