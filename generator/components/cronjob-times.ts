/** What the state of a CronJob says in PromQL: when its last good Job ended, and whether a restore comes to an end. */

export const IN_PLACE = 'on (cluster, environment)';

/** The latest of times. */
export function latest(...series: readonly string[]): string {
  return `max by (cluster, environment) (${series.join(' or ')})`;
}

const of = (cronJob: string): string => `{cronjob="${cronJob}"}`;

/** When the last good Job ended, as Unix time; before the first one, the age of the CronJob counts. */
export function lastGood(cronJob: string): string {
  return latest(`kube_cronjob_status_last_successful_time${of(cronJob)}`, `kube_cronjob_created${of(cronJob)}`);
}

/** An attempt begins every five minutes unless one is running. So three that have begun since the last good one have failed. */
const THREE_ATTEMPTS = 900;

/**
 * Seconds since the last good attempt of a CronJob that restores, where attempts fail, or none has ended for `long` seconds. One that finds
 * nothing left to do is a good one.
 */
export function withoutEnd(cronJob: string, long: number): string {
  const good = lastGood(cronJob);
  const sinceGood = `(time() - ${good})`;
  return [
    `(${sinceGood} > ${THREE_ATTEMPTS}`,
    ` and ${IN_PLACE} (${latest(`kube_cronjob_status_last_schedule_time${of(cronJob)}`)} - ${IN_PLACE} ${good} > ${THREE_ATTEMPTS}))`,
    ` or ${sinceGood} > ${long}`,
  ].join('');
}
