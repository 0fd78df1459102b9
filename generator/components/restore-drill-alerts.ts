/** Alerts of the restore drill of a store, from the state of its CronJob. */
import type { Workload } from '../stack/handle.ts';
import { type Alert, alert, type Check } from '../telemetry/alert.ts';
import { promql } from '../telemetry/promql.ts';
import { IN_PLACE, lastGood, latest } from './cronjob-times.ts';

interface Drilled {
  /** Name of the component, of its dashboard, and prefix of its rules. */
  readonly store: 'postgres' | 'clickhouse';
  /** In names of alerts. */
  readonly alerts: string;
  readonly title: string;
  readonly cronJob: string;
  readonly pods: Workload;
  /** What the drill compares, in a sentence. */
  readonly proof: string;
  readonly mitigation: readonly string[];
}

export function drillAlerts({
  store,
  alerts,
  title,
  cronJob,
  pods,
  proof,
  mitigation,
}: Drilled): readonly [Alert, Alert] {
  const job = `{cronjob="${cronJob}"}`;
  const last = lastGood(cronJob);
  const failing = `${alerts}RestoreDrillFailing`;
  const tooOld = `${alerts}RestoreDrillTooOld`;
  const logs: Check = {
    caption: 'What the last drill did:',
    command: `kubectl -n lang-observatory logs -l app.kubernetes.io/name=${cronJob} --all-containers --prefix --tail=50`,
  };
  const jobs: Check = {
    caption: 'Its schedule and its Jobs; they are kept for a day:',
    command: `kubectl -n lang-observatory get cronjobs.batch,jobs.batch,pods -o wide | grep ${cronJob}`,
  };
  const again = `Repeat the drill: \`kubectl -n lang-observatory create job --from=cronjob/${cronJob} drill-by-hand\`.`;
  const room =
    'The pod is `Pending`: its volume cannot be created, or no node has room. The volume is as large as one of the store: check the quota and the StorageClass.';
  return [
    alert({
      name: failing,
      rules: [
        {
          severity: 'warning',
          expression: promql(
            [
              latest(`kube_cronjob_status_last_schedule_time${job}`),
              ` > ${IN_PLACE} ${last}`,
              ` unless ${IN_PLACE} (max by (cluster, environment) (kube_cronjob_status_active${job}) > 0)`,
            ].join(''),
          ),
          for: '15m',
        },
      ],
      summary: `The restore drill of ${title} failed`,
      description: `The newest backup of ${title} was restored on trial, and that failed or the result was not what it should be.`,
      dashboard: store,
      about: pods,
      runbook: {
        meaning: `The backups of ${title} may be useless. ${proof}`,
        diagnosis: [logs, jobs],
        mitigation: [...mitigation, room, again],
      },
    }),
    alert({
      name: tooOld,
      rules: [
        {
          severity: 'warning',
          expression: promql(`${store}:drill_age_limit:seconds < ${IN_PLACE} (time() - ${last})`),
          for: '1h',
        },
      ],
      summary: `${title} has had no good restore drill for too long`,
      description: 'The last restore on trial that succeeded is {{ $value | humanizeDuration }} ago.',
      dashboard: store,
      about: pods,
      runbook: {
        meaning: `Nobody knows whether the present backups of ${title} can be restored. ${proof}`,
        diagnosis: [
          {
            caption: 'Time of the last good drill, as Unix time (nothing: there was none):',
            query: promql(`max by (cluster, environment) (kube_cronjob_status_last_successful_time${job})`),
          },
          logs,
          jobs,
        ],
        mitigation: [
          `Drills fail: see [${failing}].`,
          `The CronJob is suspended: \`kubectl -n lang-observatory get cronjobs.batch/${cronJob}\` shows it. The engine sets \`suspend\` back only if it is in Git.`,
          room,
          again,
        ],
      },
    }),
  ];
}
