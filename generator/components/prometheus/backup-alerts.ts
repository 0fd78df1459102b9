/** Backups of Prometheus: whether there is a recent one, and whether a restore comes to an end. */
import { type Alert, alert, type Check } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { IN_PLACE, lastGood, withoutEnd } from '../cronjob-times.ts';
import { AGE_LIMIT, BACKUPS, RESTORE } from './backup-names.ts';
import { prometheus } from './handle.ts';
import { MOST_REPLICAS } from './parts.ts';

const logsOf = (component: string, caption: string): Check => ({
  caption,
  command: `kubectl -n lang-observatory logs -l app.kubernetes.io/name=${BACKUPS},app.kubernetes.io/component=${component} --all-containers --prefix --tail=50`,
});

const jobsOf = (cronJob: string): Check => ({
  caption: 'Its schedule, its Jobs and their pods:',
  command: `kubectl -n lang-observatory get cronjobs.batch,jobs.batch,pods -o wide | grep ${cronJob}`,
});

const CAUSES: readonly string[] = [
  'The pod is `Pending`: it mounts the volume of a replica, so it needs room on the node of its pod, `prometheus-kps-0` for backups. If that is not running, find out why: `kubectl -n lang-observatory describe statefulset/prometheus-kps`.',
  'The object store is down or denies access: see [ObjectStoreDown]. For an external object store, check its endpoint, bucket, region and keys (`components.object-store.external`). The keys need permission to list, read, write and delete below `prometheus/`.',
  'The container was `OOMKilled`: increase `components.prometheus.backup.resources`.',
];

/** Half a terabyte at 25 MB/s. */
const LONG = 21_600;

/** Those of all replicas that there may be. */
const ANY_RESTORE = Array.from({ length: MOST_REPLICAS }, (_, replica) => withoutEnd(`${RESTORE}-${replica}`, LONG));

export const PROMETHEUS_BACKUP_ALERTS: readonly Alert[] = [
  alert({
    name: 'PrometheusBackupTooOld',
    rules: [
      {
        severity: 'warning',
        expression: promql(`${AGE_LIMIT} < ${IN_PLACE} (time() - ${lastGood(BACKUPS)})`),
        for: '5m',
      },
    ],
    summary: 'Prometheus has no recent backup',
    description:
      'No backup of the samples completed in the last {{ $value | humanizeDuration }}. Backups fail, take too long or do not start.',
    dashboard: 'prometheus',
    about: prometheus.backup,
    runbook: {
      meaning:
        'Samples since the last backup are lost with the cluster, and with the volume where there is one replica. The first backup of a Prometheus that has much takes long: the alert ends with it.',
      diagnosis: [logsOf('backup', 'What the last Jobs did:'), jobsOf(BACKUPS)],
      mitigation: [
        ...CAUSES,
        '`Prometheus changed its files while they were sent`: the bucket takes less than Prometheus writes. Find out what slows it down: its own limits, or those of the network.',
        'A backup takes longer than the pause: increase `components.prometheus.backup.everyMinutes`.',
        `The CronJob is suspended: \`kubectl -n lang-observatory get cronjobs.batch/${BACKUPS}\` shows it. The engine sets \`suspend\` back only if it is in Git.`,
        `Make a backup now: \`kubectl -n lang-observatory create job --from=cronjob/${BACKUPS} backup-by-hand\`.`,
      ],
    },
  }),
  alert({
    name: 'PrometheusRestoreFailing',
    rules: [{ severity: 'warning', expression: promql(ANY_RESTORE.join(' or ')), for: '5m' }],
    summary: 'The restore of Prometheus does not come to an end',
    description:
      'For one of the replicas no attempt has ended well in the last {{ $value | humanizeDuration }}: attempts fail, one takes very long, or none begins.',
    dashboard: 'prometheus',
    about: prometheus.backup,
    runbook: {
      meaning: `The CronJobs \`${RESTORE}-0\` and so on, one for each replica, do what \`components.prometheus.recovery\` asks for, or the promotion of a standby. Each tries again every five minutes. Prometheus runs meanwhile, with the samples that it has.`,
      diagnosis: [logsOf('restore', 'What the last attempts did:'), jobsOf(RESTORE)],
      mitigation: [
        '`there is no backup`, or `no backup … has samples of before`: ask for a later time, or name the folder that has older ones with `--from`.',
        '`is damaged`: the object in the bucket is not what was written. Ask for the time of another backup: those of the last day are kept.',
        '`expand it first`: the volume has no room for the samples. Expand it, as [StoreNearFull] says.',
        'The container `replay` was `OOMKilled`: it reads the same log as Prometheus. Increase `components.prometheus.resources`.',
        ...CAUSES,
        'Give it up: remove `components.prometheus.recovery` from `cluster.yaml`. Prometheus keeps what it has. What was fetched stays in the folder `restore` of the volume until the next restore.',
      ],
    },
  }),
];
