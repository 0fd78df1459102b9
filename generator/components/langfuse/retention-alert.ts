/** The retention: whether what is too old is deleted. */
import { alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { langfuse } from './handle.ts';
import { RETENTION } from './retention.ts';

const JOB = `{cronjob="${RETENTION}"}`;

/** It runs daily: two have failed, or did not start. */
const SECONDS = 2.5 * 86_400;

export const RETENTION_ALERT = alert({
  name: 'LangfuseRetentionFailing',
  rules: [
    {
      severity: 'warning',
      // Before the first good run, the age of the CronJob counts.
      expression: promql(
        `time() - max by (cluster, environment) (kube_cronjob_status_last_successful_time${JOB} or kube_cronjob_created${JOB}) > ${SECONDS}`,
      ),
      for: '1h',
    },
  ],
  summary: 'Traces that are too old are not deleted',
  description: `The last run of the CronJob ${RETENTION} that succeeded is {{ $value | humanizeDuration }} ago; it runs every day.`,
  dashboard: 'clickhouse',
  about: langfuse.retention,
  runbook: {
    meaning:
      'ClickHouse keeps traces, observations and scores longer than `components.langfuse.retentionDays` says. Its volumes grow, and a promise to delete personal data in time may be broken.',
    diagnosis: [
      {
        caption: 'Time of the last good run, as Unix time (nothing: there was none):',
        query: promql(`max by (cluster, environment) (kube_cronjob_status_last_successful_time${JOB})`),
      },
      {
        caption: 'What the last Jobs did: each statement, then what is still being deleted and why:',
        command: `kubectl -n lang-observatory logs -l app.kubernetes.io/name=${RETENTION} --prefix --tail=50`,
      },
      {
        caption: 'Its schedule and its Jobs:',
        command: `kubectl -n lang-observatory get cronjobs.batch,jobs.batch,pods -o wide | grep ${RETENTION}`,
      },
    ],
    mitigation: [
      'ClickHouse is down: see [ClickHouseDown]. A replica that is down holds nothing up: it deletes when it is back.',
      '`ACCESS_DENIED`: the user of an external ClickHouse needs `ALTER DELETE` on the tables of Langfuse, and `SELECT` on `system.parts` and `system.mutations`.',
      '`deletions are under way` until the deadline of six hours: ClickHouse has no time or room to write the month anew. See [StoreNearFull].',
      `The CronJob is suspended: \`kubectl -n lang-observatory get cronjobs.batch/${RETENTION}\` shows it. The engine sets \`suspend\` back only if it is in Git.`,
      `Delete now: \`kubectl -n lang-observatory create job --from=cronjob/${RETENTION} retention-by-hand\`.`,
    ],
  },
});
