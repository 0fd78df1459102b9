/** Gauges that say how something is, and not how much of it there is: yes or no, and moments. */
import type { Chance } from './chance.ts';
import { burst } from './day.ts';
import type { Labels } from './people-and-things.ts';

const DAY = 86_400;

/** 1 would be bad. */
const BAD_IF_TRUE = /read_only|error|fencing|required|replica_mode|mismatch|failure|failed/i;
const OF_REPLICAS = /in_recovery|wal_receiver_up/;
/** What was gone for a moment while there was trouble. */
const GONE: readonly string[] = ['openlit-ui', 'openlit', 'langfuse-worker-6f5d-t8xqz', 'valkey-1'];
/** What says whether somebody is there. */
const OF_TARGETS = /^up$|_up$|probe_success/;
/** The Secret that cannot be synced. */
const STUCK = 'langfuse-oidc';

export function yesOrNo(name: string, labels: Labels, beforeEnd: number): number {
  const { condition, status, cluster, pod = '', job = '' } = labels;
  if (OF_REPLICAS.test(name)) return pod === 'postgres-2' ? 1 : 0;
  if (status !== undefined) return (status === 'True') === !(labels.name === STUCK && cluster === 'eu-1') ? 1 : 0;
  if (condition !== undefined) return condition === 'True' ? 1 : 0;
  if (BAD_IF_TRUE.test(name)) return 0;
  const isGone = OF_TARGETS.test(name) && burst(labels, beforeEnd) > 0.5 && (GONE.includes(pod) || GONE.includes(job));
  return isGone ? 0 : 1;
}

/** Seconds since 1970. */
export function moment(name: string, labels: Labels, time: number, end: number, chance: Chance): number {
  const own = chance(JSON.stringify(labels));
  if (/expir/.test(name)) return end + (35 + 40 * own) * DAY;
  if (/renewal/.test(name)) return end + (5 + 40 * own) * DAY;
  if (/highest_sent/.test(name)) return time - 1 - 2 * own - 20 * burst(labels, end - time);
  if (/highest|now/.test(name)) return time - 1;
  if (/fail/.test(name)) return 0;
  if (/last/.test(name)) return lastNight(time) + (/schedule/.test(name) ? 0 : BACKUP_SECONDS);
  return end - (12 + 20 * own) * DAY;
}

const BACKUP_SECONDS = 640;

/** Two o'clock of the last night in which the backup of that hour is done. */
function lastNight(time: number): number {
  return Math.floor((time - 2 * 3600 - BACKUP_SECONDS) / DAY) * DAY + 2 * 3600;
}
