/**
 * The restore drill of PostgreSQL: Barman restores the newest base backup on a volume of the pod, a server recovers to the end of the
 * archive, and every table and index is checked. The Cluster takes no part in it: no container can sign in to it.
 */

import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { type ResourceSettings, resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../../kubernetes/security.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import type { Flow, Stack } from '../../stack/component.ts';
import { waitingStandby } from '../../stack/standby.ts';
import { SIDECAR_IMAGE } from '../barman-cloud/handle.ts';
import { bucketAccess } from '../bucket-access.ts';
import { bucketProgram } from '../bucket-program.ts';
import { grafana } from '../grafana/handle.ts';
import { langfuse } from '../langfuse/handle.ts';
import { bucketAnnotations, objectStore } from '../object-store/handle.ts';
import { drillAgeLimit, drillCronJob, drillVolume } from '../restore-drill.ts';
import { folderOf, ROOT } from './archives.ts';
import { ARCHIVE, CHECK, configuration, PROGRAMS, SEGMENT, SIGN_IN, VOLUME } from './drill-programs.ts';
import { GRAFANA, LANGFUSE, postgres } from './handle.ts';
import { auditLibraries } from './pgaudit.ts';
import type { PostgresSettings } from './settings.ts';

/** The CronJob, its ConfigMap and its account. */
export const DRILL = 'postgres-drill';

const OWNER = { name: DRILL, namespace: STACK_NAMESPACE, component: postgres.name } as const;

/** As CloudNativePG's images have it, Barman's and the server's alike. */
const USER = 26;

/** Whether there is a drill: only where something is backed up, so not on a standby that waits. */
export function hasDrill({ backup: { enabled, drill } }: PostgresSettings, stack: Stack): boolean {
  return enabled && drill.enabled && waitingStandby(stack) === undefined;
}

/** The programs, the account, and the limit of the age of the last good drill. */
export function drillManifests(s: PostgresSettings, stack: Stack): readonly Manifest[] {
  if (!hasDrill(s, stack)) return [];
  const data = {
    'archive.py': ARCHIVE,
    'bucket.py': bucketProgram(stack),
    'check.sh': CHECK,
    'pg_hba.conf': SIGN_IN,
    'postgresql.conf': configuration(auditLibraries(s, stack)),
    'segment.sh': SEGMENT,
  };
  return [
    silentServiceAccount(DRILL, OWNER.namespace, OWNER.component, bucketAnnotations(stack)),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: namespaced(DRILL, OWNER.namespace, OWNER), data },
    ...drillAgeLimit(OWNER, s.backup.drill, stack),
  ];
}

/** `cluster` is the Kubernetes cluster, which the folder of the backups is named after. */
export function drillJob(s: PostgresSettings, stack: Stack, cluster: string): readonly Manifest[] {
  if (!hasDrill(s, stack)) return [];
  const { image, storage, storageClass, backup } = s;
  const bucket = bucketAccess(stack, ROOT, folderOf(s.name, cluster));
  const mounts = [
    { name: 'drill', mountPath: VOLUME },
    { name: 'programs', mountPath: PROGRAMS, readOnly: true },
    { name: 'tmp', mountPath: '/tmp' },
  ];
  const container = (
    name: string,
    program: string,
    command: readonly string[],
    limits: ResourceSettings,
  ): JsonObject => ({
    name,
    image: program,
    imagePullPolicy: 'IfNotPresent',
    command: [...command],
    workingDir: VOLUME,
    resources: resourceRequirements(limits),
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: mounts,
  });
  const barman = (name: string, command: readonly string[]): JsonObject => ({
    ...container(name, SIDECAR_IMAGE, command, backup.resources),
    env: bucket.environment,
    volumeMounts: [...mounts, ...bucket.mounts],
  });
  const restore = ['barman-cloud-restore', ...bucket.options, '$(DESTINATION)', '$(FOLDER)'];
  const pod = {
    metadata: { labels: { ...postgres.drill.podLabels, ...bucket.labels } },
    spec: {
      serviceAccountName: DRILL,
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      securityContext: { ...RESTRICTED_POD, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
      initContainers: [
        // `auto` without a target is the newest backup that is complete.
        barman('restore', [...restore, 'auto', `${VOLUME}/data`]),
        { ...barman('archive', ['python3', `${PROGRAMS}/archive.py`, ...bucket.options]), restartPolicy: 'Always' },
      ],
      containers: [
        {
          ...container('drill', image, ['sh', `${PROGRAMS}/check.sh`], backup.drill.resources),
          env: [{ name: 'DATABASES', value: databases(stack).join(' ') }],
        },
      ],
      volumes: [
        drillVolume('drill', storage, storageClass ?? stack.storageClass),
        { name: 'programs', configMap: { name: DRILL } },
        { name: 'tmp', emptyDir: {} },
        ...bucket.volumes,
      ],
    },
  };
  return [drillCronJob(OWNER, backup.drill, pod)];
}

export function drillFlow(stack: Stack): Flow {
  const { ports } = objectStore.connection(stack.of(objectStore));
  return { from: postgres.drill, to: objectStore.s3, ports, purpose: 'backups that are restored on trial' };
}

/** Those that somebody fills here. */
function databases(stack: Stack): readonly string[] {
  return [
    ...(stack.deploys(langfuse) ? [LANGFUSE.database] : []),
    ...(stack.deploys(grafana) ? [GRAFANA.database] : []),
  ];
}
