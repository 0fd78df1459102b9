/**
 * The ClickHouse operator's objects (`clickhouse.com/v1alpha1`) as this stack uses them.
 * The operator names everything `<name>-clickhouse…` and `<name>-keeper…`, which the `app` label of the pods repeats.
 */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';
import { topologySpread, volumeClaim } from './placement.ts';
import { type ResourceSettings, resourceRequirements } from './resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from './security.ts';

/** User `clickhouse` of the images. */
export const USER = 101;

interface MemberOptions {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  readonly replicas: number;
  readonly storage: string;
  readonly storageClass: string | undefined;
  readonly image: { readonly repository: string; readonly tag: string };
  readonly resources: ResourceSettings;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly serviceAccountName: string;
  /** Variables of the container, for what its configuration reads from the environment. */
  readonly environment?: readonly JsonObject[];
  /** Volumes besides that of the data, and where they are mounted. */
  readonly volumes?: readonly JsonObject[];
  readonly mounts?: readonly JsonObject[];
  readonly settings: JsonObject;
}

export function keeperCluster(options: MemberOptions): Manifest {
  return {
    apiVersion: 'clickhouse.com/v1alpha1',
    kind: 'KeeperCluster',
    metadata: namespaced(options.name, options.namespace, { component: options.component, keep: true }),
    spec: members(options),
  };
}

export function clickhouseCluster(options: MemberOptions & { readonly keeper: string }): Manifest {
  return {
    apiVersion: 'clickhouse.com/v1alpha1',
    kind: 'ClickHouseCluster',
    metadata: namespaced(options.name, options.namespace, { component: options.component, keep: true }),
    spec: { ...members(options), shards: 1, keeperClusterRef: { name: options.keeper } },
  };
}

function members({
  replicas,
  storage,
  storageClass,
  image,
  resources,
  podLabels,
  settings,
  serviceAccountName,
  environment = [],
  volumes = [],
  mounts = [],
}: MemberOptions): JsonObject {
  return {
    replicas,
    dataVolumeClaimSpec: volumeClaim(storage, storageClass),
    podTemplate: {
      serviceAccountName,
      securityContext: {
        ...RESTRICTED_POD,
        runAsUser: USER,
        runAsGroup: USER,
        fsGroup: USER,
        fsGroupChangePolicy: 'OnRootMismatch',
      },
      topologySpreadConstraints: topologySpread(podLabels),
      volumes: [{ name: 'tmp', emptyDir: {} }, ...volumes],
    },
    containerTemplate: {
      image,
      imagePullPolicy: 'IfNotPresent',
      ...(environment.length > 0 ? { env: environment } : {}),
      resources: resourceRequirements(resources),
      // The operator adds IPC_LOCK, PERFMON and SYS_PTRACE if `add` is absent, but not if it is an empty list.
      securityContext: { ...RESTRICTED_CONTAINER, capabilities: { add: [], drop: ['ALL'] } },
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, ...mounts],
    },
    settings: { ...settings, logger: { level: 'information', logToFile: false } },
  };
}
