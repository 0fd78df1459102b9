/**
 * The CronJobs that bring samples back, one for each replica, as replicas share no data. Each looks every few minutes whether what is asked for is done,
 * as the one of ClickHouse does.
 */
import type { JsonObject } from '../../data/json.ts';
import { cronJob } from '../../kubernetes/cron-job.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER } from '../../kubernetes/security.ts';
import type { Stack } from '../../stack/component.ts';
import { recoveryDue, stampOf } from '../recovery.ts';
import { PROGRAMS, volumeContainer, volumePod } from '../volume-pod.ts';
import { folderOf, RESTORE } from './backup-names.ts';
import { BACKUP_OWNER, DEADLINE_SECONDS, replicaPod } from './backup-pod.ts';
import { makesBackups, prometheus } from './handle.ts';
import { PROMETHEUS_IMAGE } from './image.ts';
import { REPLAY_ADDRESS, REPLAY_BLOCK_MINUTES, REPLAYED } from './restore-programs.ts';
import type { PrometheusSettings } from './settings.ts';
import { VOLUME } from './tsdb-program.ts';

/** Nothing where no restore is asked for. */
export function restoreJobs(s: PrometheusSettings, stack: Stack, cluster: string): readonly Manifest[] {
  const recovery = recoveryDue({ handle: prometheus, folderOf, makesBackups }, s, stack);
  if (recovery === undefined || !makesBackups(s)) return [];
  const { targetTime, requestedAt, folder = folderOf(cluster) } = recovery;
  return prometheus.connection.replicaUrls.slice(0, s.replicas).map((url, replica) => {
    const variables = {
      SOURCE: folder,
      TARGET: stampOf(targetTime),
      REQUEST: stampOf(requestedAt),
      REPLICA: String(replica),
      PROMETHEUS: url,
    };
    const pod = replicaPod(s, stack, { name: 'restore', replica, cluster, variables });
    return cronJob({
      ...BACKUP_OWNER,
      name: `${RESTORE}-${replica}`,
      schedule: '*/5 * * * *',
      history: { successful: 1, failed: 3 },
      // The next one tries again.
      retries: 0,
      deadlineSeconds: DEADLINE_SECONDS,
      pod: volumePod({ ...pod, initContainers: [volumeContainer(pod, 'fetch'), replay(s)] }),
    });
  });
}

/** Prometheus on the files of the backup, beside the container that asks it. It reads as much of the log as the one that wrote it, so it may use as much memory. */
function replay(s: PrometheusSettings): JsonObject {
  return {
    name: 'replay',
    image: PROMETHEUS_IMAGE,
    imagePullPolicy: 'IfNotPresent',
    restartPolicy: 'Always',
    args: [
      `--config.file=${PROGRAMS}/prometheus.yaml`,
      `--storage.tsdb.path=${REPLAYED}`,
      '--storage.tsdb.retention.time=100y',
      `--storage.tsdb.min-block-duration=${REPLAY_BLOCK_MINUTES}m`,
      // Blocks are not made into larger ones here.
      `--storage.tsdb.max-block-duration=${REPLAY_BLOCK_MINUTES}m`,
      '--storage.tsdb.block-reload-interval=1s',
      `--web.listen-address=${REPLAY_ADDRESS}`,
      '--web.enable-admin-api',
    ],
    resources: resourceRequirements({ requests: s.backup.resources.requests, limits: s.resources.limits }),
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [
      { name: 'volume', mountPath: VOLUME },
      { name: 'programs', mountPath: PROGRAMS, readOnly: true },
    ],
  };
}
