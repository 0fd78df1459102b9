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
  if (/last/.test(name)) {
    const { begun, seconds } = lastRun(labels, time);
    return begun + (/schedule/.test(name) ? 0 : seconds);
  }
  return end - (12 + 20 * own) * DAY;
}

const BACKUP_SECONDS = 640;

/** Of what runs more often than the backup of each night: the pause between two, and how long one takes, in seconds. */
const OFTEN: Readonly<Record<string, readonly [pause: number, seconds: number]>> = {
  recent: [1800, 60],
  'clickhouse-backup-recent': [1800, 60],
  'clickhouse-restore': [300, 20],
  'openlit-backup': [1800, 10],
  'openlit-restore': [300, 10],
  'logs-backup': [3600, 120],
  'logs-restore': [300, 20],
  'audit-backup': [3600, 40],
  'audit-restore': [300, 20],
  'prometheus-backup': [900, 30],
  'prometheus-restore-0': [300, 20],
  'prometheus-restore-1': [300, 20],
  'prometheus-restore-2': [300, 20],
  'prometheus-restore-3': [300, 20],
};

/** The last one that is done: of a kind of backup, or of a CronJob. */
function lastRun(
  { kind = '', cronjob = '' }: Labels,
  time: number,
): { readonly begun: number; readonly seconds: number } {
  const often = OFTEN[kind] ?? OFTEN[cronjob];
  if (often === undefined) return { begun: lastNight(time), seconds: BACKUP_SECONDS };
  const [pause, seconds] = often;
  return { begun: Math.floor((time - seconds) / pause) * pause, seconds };
}

/** Two o'clock of the last night in which the backup of that hour is done. */
function lastNight(time: number): number {
  return Math.floor((time - 2 * 3600 - BACKUP_SECONDS) / DAY) * DAY + 2 * 3600;
}
