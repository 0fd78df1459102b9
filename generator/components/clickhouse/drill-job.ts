/**
 * The CronJob of the restore drill. Its pod has two containers: `ask` can sign in to ClickHouse, as the user that reads what became of
 * backups, and asks for the parts that should be in a backup; `drill` has the key of the bucket, restores and compares. Everything is
 * on a volume of the pod.
 */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import type { Stack } from '../../stack/component.ts';
import { waitingStandby } from '../../stack/standby.ts';
import { bucketAnnotations } from '../object-store/handle.ts';
import { drillAgeLimit, drillCronJob, drillVolume } from '../restore-drill.ts';
import { type Databases, DRILL, databasesOf, folderOf, makesBackups, OWNER, READER } from './backup-names.ts';
import { client, FILES, LOCAL, podOf, type Step, withBucket, withServer } from './backup-pod.ts';
import { partsStatement } from './drill-statements.ts';
import { clickhouse } from './handle.ts';
import type { ClickhouseSettings } from './settings.ts';

const PARTS = '/tmp/parts.tsv';
const FOLDER = '/tmp/drill';

const ask = (databases: Databases): Step => ({
  name: 'ask',
  script: [`exec ${client(READER.name)} --query="${partsStatement(databases)}" > ${PARTS}`],
});

const RESTORE: Step = {
  name: 'drill',
  script: [
    'set -eu',
    `${LOCAL} --queries-file=${FILES}/choose.sql > /tmp/chosen.tsv`,
    'read -r place chain begun < /tmp/chosen.tsv',
    'echo "backup: $place"',
    `${LOCAL} "--param_place=$place" "--param_chain=$chain" "--param_begun=$begun" --queries-file=${FILES}/drill.sql > /tmp/drill.sql`,
    `${LOCAL} --path=${FOLDER} --queries-file=/tmp/drill.sql`,
    `${LOCAL} --path=${FOLDER} --param_parts=${PARTS} "--param_begun=$begun" --queries-file=${FILES}/check.sql > /tmp/check.sql`,
    `${LOCAL} --path=${FOLDER} --queries-file=/tmp/check.sql`,
  ],
};

/** Whether there is a drill: only where backups are made of something, so not on a standby that waits. */
export function hasDrill(s: ClickhouseSettings, stack: Stack): boolean {
  return makesBackups(s) && s.backup.drill.enabled && waitingStandby(stack) === undefined;
}

/** The account, and the limit of the age of the last good drill. */
export function drillManifests(s: ClickhouseSettings, stack: Stack): readonly Manifest[] {
  if (!hasDrill(s, stack)) return [];
  const owner = { ...OWNER, name: DRILL };
  return [
    silentServiceAccount(DRILL, OWNER.namespace, OWNER.component, bucketAnnotations(stack)),
    ...drillAgeLimit(owner, s.backup.drill, stack),
  ];
}

/** `cluster` is the Kubernetes cluster, which the folder of the backups is named after. */
export function drillJob(s: ClickhouseSettings, stack: Stack, cluster: string): readonly Manifest[] {
  if (!hasDrill(s, stack)) return [];
  const { drill } = s.backup;
  const containers = [
    withServer(ask(databasesOf(s, stack)), s, READER.secretName, drill.resources),
    withBucket(RESTORE, s, stack, { FOLDER: folderOf(cluster) }, drill.resources),
  ];
  const pod = podOf(stack, containers, clickhouse.drill.podLabels, {
    account: DRILL,
    tmp: drillVolume('tmp', s.storage, s.storageClass ?? stack.storageClass),
  });
  return [drillCronJob({ ...OWNER, name: DRILL }, drill, pod)];
}
