/** CronJobs: in UTC, and never two of its Jobs at the same time. */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

interface CronJob {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Five fields. */
  readonly schedule: string;
  /** How long after its time a Job may begin, which it may not in time while the cluster is upgraded. Not said: until the next one. */
  readonly startingSeconds?: number;
  /** How many Jobs are kept whose logs somebody may want to read. */
  readonly history: { readonly successful: number; readonly failed: number };
  /** How often a pod that failed is tried again. */
  readonly retries: number;
  /** The longest that a Job may take: none waits for ever, so that the next one can start. */
  readonly deadlineSeconds: number;
  /** When a Job is deleted, with its pods and their volumes. */
  readonly keptSeconds?: number;
  /** The template of its pods. */
  readonly pod: JsonObject;
}

export function cronJob(job: CronJob): Manifest {
  const { startingSeconds, keptSeconds } = job;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: namespaced(job.name, job.namespace, job),
    spec: {
      schedule: job.schedule,
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      ...(startingSeconds === undefined ? {} : { startingDeadlineSeconds: startingSeconds }),
      successfulJobsHistoryLimit: job.history.successful,
      failedJobsHistoryLimit: job.history.failed,
      jobTemplate: {
        spec: {
          backoffLimit: job.retries,
          activeDeadlineSeconds: job.deadlineSeconds,
          ...(keptSeconds === undefined ? {} : { ttlSecondsAfterFinished: keptSeconds }),
          template: job.pod,
        },
      },
    },
  };
}
