/**
 * The CronJob that makes backups. Its pod has three containers, one after the other, with ClickHouse's image: `plan` looks into the
 * bucket and writes the statement that is due, `backup` lets a server run it, and `prune` deletes what nobody needs any more.
 * Only `backup` can sign in to ClickHouse, and only the others have the key of the bucket.
 *
 * One replica makes the backup, always the same: each holds all data of the one shard. `ON CLUSTER` would need all replicas, of which
 * none could be down, and has failed with databases of the engine Replicated (ClickHouse/ClickHouse#47729, #54783).
 */
import { emitYaml } from '../../data/yaml.ts';
import { cronJob } from '../../kubernetes/cron-job.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced } from '../../kubernetes/metadata.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import type { Stack } from '../../stack/component.ts';
import { langfuse } from '../langfuse/handle.ts';
import { bucketAnnotations } from '../object-store/handle.ts';
import { BACKUPS, databasesOf, folderOf, OWNER, retentionOf, WRITER } from './backup-names.ts';
import { client, DAY, FILES, LOCAL, podOf, type Step, withBucket, withServer } from './backup-pod.ts';
import { bucketAccess } from './backup-servers.ts';
import { planStatement, pruneStatement, restorePlan } from './backup-statements.ts';
import { hasDrill } from './drill-job.ts';
import { CHECK_STATEMENT, CHOOSE_STATEMENT, drillStatement } from './drill-statements.ts';
import { clickhouse } from './handle.ts';
import { recentPlan } from './recent-backup-statements.ts';
import { makesRecent } from './recent-backups.ts';
import type { ClickhouseSettings } from './settings.ts';
import { dueRecovery, requestOf } from './standby.ts';

const PRUNING = `${LOCAL} "--param_request=\${REQUEST:-}" --queries-file=${FILES}/prune.sql`;

const PLAN: Step = {
  name: 'plan',
  script: ['set -eu', `${LOCAL} --queries-file=${FILES}/plan.sql > /tmp/backup.sql`, 'cat /tmp/backup.sql'],
};

const BACKUP: Step = { name: 'backup', script: [`exec ${client(WRITER.name)} --queries-file=/tmp/backup.sql`] };

const PRUNE: Step = {
  name: 'prune',
  script: [
    'set -eu',
    `${PRUNING} > /tmp/prune.sql`,
    '[ -s /tmp/prune.sql ] || exit 0',
    'echo "objects to delete: $(wc -l < /tmp/prune.sql)"',
    `${LOCAL} --queries-file=/tmp/prune.sql`,
    `${PRUNING} > /tmp/left.sql`,
    'if [ -s /tmp/left.sql ]; then echo "objects are left:"; head /tmp/left.sql; exit 1; fi',
  ],
};

/** The CronJob, its account and its files; `cluster` is the Kubernetes cluster, because several may share a bucket. */
export function backupJob(s: ClickhouseSettings, stack: Stack, cluster: string): readonly Manifest[] {
  return [
    silentServiceAccount(BACKUPS, OWNER.namespace, OWNER.component, bucketAnnotations(stack)),
    files(s, stack),
    backupCronJob(s, stack, cluster),
  ];
}

function files(s: ClickhouseSettings, stack: Stack): Manifest {
  const databases = databasesOf(s, stack);
  const { fullEvery } = s.backup;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: namespaced(BACKUPS, OWNER.namespace, OWNER),
    data: {
      'config.yaml': emitYaml(bucketAccess(stack).configuration),
      'plan.sql': planStatement(databases, fullEvery),
      'prune.sql': pruneStatement(retentionOf(s, stack)),
      ...(makesRecent(s, stack) ? { 'recent.sql': recentPlan(databases) } : {}),
      ...(hasDrill(s, stack)
        ? { 'choose.sql': CHOOSE_STATEMENT, 'drill.sql': drillStatement(databases), 'check.sql': CHECK_STATEMENT }
        : {}),
      ...(dueRecovery(s, stack) === undefined
        ? {}
        : { 'restore.sql': restorePlan({ databases, fullEvery, isOfLangfuse: stack.deploys(langfuse) }) }),
    },
  };
}

export function backupCronJob(s: ClickhouseSettings, stack: Stack, cluster: string): Manifest {
  const variables = { FOLDER: folderOf(cluster), REQUEST: requestOf(s, stack) };
  const containers = [
    withBucket(PLAN, s, stack, variables),
    withServer(BACKUP, s, WRITER.secretName),
    withBucket(PRUNE, s, stack, variables),
  ];
  return cronJob({
    ...OWNER,
    name: BACKUPS,
    schedule: s.backup.schedule,
    startingSeconds: 3600,
    history: { successful: 3, failed: 3 },
    retries: 2,
    deadlineSeconds: DAY,
    pod: podOf(stack, containers, clickhouse.backup.podLabels),
  });
}
