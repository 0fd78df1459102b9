/**
 * The restore drill of a store: a CronJob that restores its newest backup into a volume of its own, checks it and throws it away. Nothing
 * of the store is changed, and the store needs no room for it. Prometheus knows from the state of the CronJob whether it succeeded,
 * when, and how long it took.
 */

import type { z } from 'zod';
import type { JsonObject } from '../data/json.ts';
import { longestPause } from '../fleet/schema/cron.ts';
import { cronJob } from '../kubernetes/cron-job.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { volumeClaim } from '../kubernetes/placement.ts';
import { prometheusRule } from '../kubernetes/prometheus-rule.ts';
import { resources as usage } from '../kubernetes/security.ts';
import type { Stack } from '../stack/component.ts';
import { constant } from '../telemetry/slos.ts';
import { keepsMetrics, prometheus } from './prometheus/handle.ts';
import type { drill } from './restore-drill-settings.ts';

export type DrillSettings = z.output<typeof drill>;

/** Of the drill in the sizes, beside `enabled`. */
export const DRILL_RESOURCES = usage('500m', '1Gi', '4Gi');

interface Owner {
  /** Of the CronJob. */
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
}

/** Half a day for the restore itself, and no longer than the shortest schedules that make sense. */
const DEADLINE_SECONDS = 43_200;

/** The volume goes with the pod, and the pod with the Job: until then somebody can read its log. */
const KEPT_SECONDS = 86_400;

/** The CronJob. `pod` is the template of its pods. */
export function drillCronJob(owner: Owner, { schedule }: DrillSettings, pod: JsonObject): Manifest {
  return cronJob({
    ...owner,
    schedule,
    startingSeconds: 3600,
    history: { successful: 1, failed: 1 },
    // A backup may be deleted, or the store down, while it is read.
    retries: 1,
    deadlineSeconds: DEADLINE_SECONDS,
    keptSeconds: KEPT_SECONDS,
    pod,
  });
}

/** A volume that Kubernetes makes for the pod and deletes with it, as large as that of the store. */
export function drillVolume(name: string, size: string, storageClass: string | undefined): JsonObject {
  return { name, ephemeral: { volumeClaimTemplate: { spec: volumeClaim(size, storageClass) } } };
}

/** What the alert compares with: half a day more than the schedule's longest pause. Nothing without Prometheus. */
export function drillAgeLimit(owner: Owner, { schedule }: DrillSettings, stack: Stack): readonly Manifest[] {
  if (!keepsMetrics(stack.of(prometheus))) return [];
  const days = longestPause(schedule);
  if (days === undefined) throw new Error(`the schedule ${schedule} never comes round, which the input may not say`);
  const rule = { record: `${owner.component}:drill_age_limit:seconds`, expr: constant((days + 0.5) * 86_400) };
  return [prometheusRule(owner, [{ name: owner.name, rules: [rule] }])];
}
