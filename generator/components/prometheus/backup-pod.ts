/** The pods that back up and restore Prometheus, on the volume of a replica. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import type { Stack } from '../../stack/component.ts';
import { bucketAccess } from '../bucket-access.ts';
import type { VolumePod } from '../volume-pod.ts';
import { BACKUP_LABELS, BACKUPS, folderOf, ROOT } from './backup-names.ts';
import { prometheus } from './handle.ts';
import { PREFIX } from './parts.ts';
import type { PrometheusSettings } from './settings.ts';
import { VOLUME } from './tsdb-program.ts';

export const BACKUP_OWNER = { name: BACKUPS, namespace: STACK_NAMESPACE, component: prometheus.name } as const;

/** The first backup of a full volume: at 50 MB/s, two terabytes. It is shorter than what a backup leaves undeleted for the next one. */
export const DEADLINE_SECONDS = 43_200;

/** Of the files (prometheus-community/helm-charts:charts/kube-prometheus-stack/values.yaml). */
const USER = 1000;
const GROUP = 2000;

interface Program {
  readonly name: 'backup' | 'restore';
  readonly replica: number;
  readonly cluster: string;
  readonly variables: Readonly<Record<string, string>>;
}

export function replicaPod(
  s: PrometheusSettings,
  stack: Stack,
  { name, replica, cluster, variables }: Program,
): VolumePod {
  // The operator names the StatefulSet and its claims (prometheus-operator/prometheus-operator:pkg/prometheus/server/statefulset.go).
  const pod = `prometheus-${PREFIX}-${replica}`;
  return {
    name,
    owner: BACKUPS,
    podLabels: BACKUP_LABELS,
    beside: { 'statefulset.kubernetes.io/pod-name': pod },
    claim: `prometheus-${PREFIX}-db-${pod}`,
    mountPath: VOLUME,
    user: USER,
    group: GROUP,
    variables,
    bucket: bucketAccess(stack, ROOT, folderOf(cluster)),
    resources: s.backup.resources,
  };
}
