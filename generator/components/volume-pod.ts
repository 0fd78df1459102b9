/**
 * A pod that copies what is on the volume of another pod, or puts something back. One node can mount the volume: so it runs on the node of that
 * pod, and waits where it has none. Barman's image has Python, SQLite and boto3, and no shell.
 */
import type { JsonObject } from '../data/json.ts';
import { type ResourceSettings, resourceRequirements } from '../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../kubernetes/security.ts';
import type { PodLabels } from '../stack/handle.ts';
import { SIDECAR_IMAGE } from './barman-cloud/handle.ts';
import type { BucketAccess } from './bucket-access.ts';

/** Where the ConfigMap with the programs is. */
export const PROGRAMS = '/etc/lang-observatory/backup';

export interface VolumePod {
  /** Of the container, and of its program in the ConfigMap, without `.py`. */
  readonly name: 'backup' | 'restore';
  /** Of its account and of the ConfigMap. */
  readonly owner: string;
  readonly podLabels: PodLabels;
  /** The pod with the volume. */
  readonly beside: PodLabels;
  readonly claim: string;
  readonly mountPath: string;
  /** Owner of the files, or anybody where all may read them. A group of the volume is not said: Kubernetes would give its files to it. */
  readonly user: number;
  readonly group: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly bucket: BucketAccess;
  readonly resources: ResourceSettings;
  /** What runs before the container. */
  readonly initContainers?: readonly JsonObject[];
}

/** The template of the pods of a Job. */
export function volumePod(pod: VolumePod): JsonObject {
  const near = { labelSelector: { matchLabels: pod.beside }, topologyKey: 'kubernetes.io/hostname' };
  return {
    metadata: { labels: { ...pod.podLabels, ...pod.bucket.labels, 'app.kubernetes.io/component': pod.name } },
    spec: {
      serviceAccountName: pod.owner,
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [near] } },
      securityContext: {
        ...RESTRICTED_POD,
        runAsNonRoot: pod.user !== 0,
        runAsUser: pod.user,
        runAsGroup: pod.group,
      },
      ...(pod.initContainers === undefined ? {} : { initContainers: pod.initContainers }),
      containers: [volumeContainer(pod)],
      volumes: [
        { name: 'volume', persistentVolumeClaim: { claimName: pod.claim } },
        { name: 'programs', configMap: { name: pod.owner } },
        { name: 'tmp', emptyDir: {} },
        ...pod.bucket.volumes,
      ],
    },
  };
}

/** Its container; `program` is another one of the ConfigMap. */
export function volumeContainer(pod: VolumePod, program: string = pod.name): JsonObject {
  const { environment, mounts } = pod.bucket;
  return {
    name: program,
    image: SIDECAR_IMAGE,
    imagePullPolicy: 'IfNotPresent',
    command: ['python3', `${PROGRAMS}/${program}.py`],
    workingDir: '/tmp',
    env: [...Object.entries(pod.variables).map(([name, value]) => ({ name, value })), ...environment],
    resources: resourceRequirements(pod.resources),
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [
      // A pod that only reads cannot hurt what it reads.
      { name: 'volume', mountPath: pod.mountPath, ...(pod.name === 'backup' ? { readOnly: true } : {}) },
      { name: 'programs', mountPath: PROGRAMS, readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
      ...mounts,
    ],
  };
}
