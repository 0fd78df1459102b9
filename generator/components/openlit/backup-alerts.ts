/** Backups of OpenLIT's own state: whether there is a recent one, and whether a restore comes to an end. */
import { type Alert, alert, type Check } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { IN_PLACE, lastGood, withoutEnd } from '../cronjob-times.ts';
import { BACKUPS, RESTORE } from './backup-names.ts';
import { openlit } from './handle.ts';

const logsOf = (component: string, caption: string): Check => ({
  caption,
  command: `kubectl -n openlit logs -l app.kubernetes.io/name=${BACKUPS},app.kubernetes.io/component=${component} --prefix --tail=50`,
});

const jobsOf = (cronJob: string): Check => ({
  caption: 'Its schedule, its Jobs and their pods:',
  command: `kubectl -n openlit get cronjobs.batch,jobs.batch,pods -o wide | grep ${cronJob}`,
});

const STORE_MITIGATION =
  'The object store is down or denies access: see [ObjectStoreDown]. For an external object store, check its endpoint, bucket, region and keys (`components.object-store.external`). The keys need permission to list, read, write and delete below `openlit/`. `kubectl -n openlit describe externalsecret/openlit-bucket` tells why the key is not copied.';

const NO_NODE =
  'The pod is `Pending`: it mounts the volume of OpenLIT, so it needs room on the node of the pod `openlit-0`. If that is not running, see [OpenlitDown].';

/** The database is small. */
const LONG = 3600;

export const OPENLIT_BACKUP_ALERTS: readonly Alert[] = [
  alert({
    name: 'OpenlitBackupTooOld',
    rules: [
      {
        severity: 'warning',
        expression: promql(`openlit:backup_age_limit:seconds < ${IN_PLACE} (time() - ${lastGood(BACKUPS)})`),
        for: '5m',
      },
    ],
    summary: 'The own state of OpenLIT has no recent backup',
    description:
      'No backup of users, organisations, API keys and settings completed in the last {{ $value | humanizeDuration }}. Backups fail or do not start.',
    dashboard: 'clickhouse',
    about: openlit.backup,
    runbook: {
      meaning:
        'What was changed in OpenLIT since the last backup is lost with its volume. Telemetry, prompts and the vault are in ClickHouse, and are not affected.',
      diagnosis: [logsOf('backup', 'What the last Jobs did:'), jobsOf(BACKUPS)],
      mitigation: [
        NO_NODE,
        STORE_MITIGATION,
        '`the database is damaged`: so is the one that OpenLIT uses. Restore the last backup: `npx lang-observatory restore <cluster> --to <time> --component openlit`.',
        '`the backup … is damaged`: the object in the bucket is not what was written. Delete it, and the next Job makes another one.',
        'The container was `OOMKilled`: increase `components.openlit.backup.resources`.',
        `The CronJob is suspended: \`kubectl -n openlit get cronjobs.batch/${BACKUPS}\` shows it. The engine sets \`suspend\` back only if it is in Git.`,
        `Make a backup now: \`kubectl -n openlit create job --from=cronjob/${BACKUPS} backup-by-hand\`.`,
      ],
    },
  }),
  alert({
    name: 'OpenlitRestoreFailing',
    rules: [{ severity: 'warning', expression: promql(withoutEnd(RESTORE, LONG)), for: '5m' }],
    summary: 'The restore of OpenLIT does not come to an end',
    description:
      'No attempt has ended well in the last {{ $value | humanizeDuration }}: attempts fail, one takes very long, or none begins.',
    dashboard: 'clickhouse',
    about: openlit.backup,
    runbook: {
      meaning: `The CronJob \`${RESTORE}\` does what \`components.openlit.recovery\` asks for, or the promotion of a standby. It tries again every five minutes until it is done. OpenLIT has the state of before the restore, because SQLite replaces all of it or nothing.`,
      diagnosis: [logsOf('restore', 'What the last attempts did:'), jobsOf(RESTORE)],
      mitigation: [
        '`there is no backup that began at the time or before it`: ask for a later time, or name the folder that has older ones with `--from`.',
        '`was made by another version of OpenLIT`: pin that version (`components.openlit.version`, `components.openlit.image.tag`), let it make its tables on an empty volume, restore, and upgrade after that; or ask for the time of a younger backup.',
        '`OpenLIT has not made its tables yet`: see [OpenlitDown].',
        '`the backup … is damaged`: ask for the time of an earlier one.',
        NO_NODE,
        STORE_MITIGATION,
        'Give it up: remove `components.openlit.recovery` from `cluster.yaml`. OpenLIT keeps what it has.',
      ],
    },
  }),
];
