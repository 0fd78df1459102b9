/** Values of the SeaweedFS chart. Placement and extra volumes are text to it, which it reads as a template and then as YAML: JSON is both. */
import type { JsonObject } from '../../../data/json.ts';
import { topologySpread } from '../../../kubernetes/placement.ts';
import { type ResourceSettings, resourceRequirements } from '../../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../../kubernetes/security.ts';
import { seaweedfsLabels } from './labels.ts';
import { masterConfiguration } from './maintenance.ts';
import { METRICS_PORT, type SEAWEEDFS_PARTS } from './parts.ts';

interface Settings {
  readonly storageClass?: string | undefined;
  readonly volume: { readonly replicas: number; readonly storage: string; readonly resources: ResourceSettings };
  readonly filer: { readonly storage: string; readonly resources: ResourceSettings };
  readonly master: { readonly replicas: number; readonly resources: ResourceSettings };
  readonly s3: { readonly replicas: number; readonly resources: ResourceSettings };
}

interface Names {
  readonly name: string;
  readonly secretName: string;
  readonly bucket: string;
}

/** Folders of the bucket whose objects go by age, and after how many days; without a number none do. */
interface Retention {
  readonly folders: readonly string[];
  readonly days: number | undefined;
}

/** User `seaweed` of the image. */
const USER = 1000;

export function seaweedfsValues(
  settings: Settings,
  { name, secretName, bucket }: Names,
  { folders, days }: Retention,
): JsonObject {
  const { volume, filer, master, s3 } = settings;
  const copies = volume.replicas === 1 ? 1 : 2;
  const expiring = folders.map((folder) => ({ folder: `/buckets/${bucket}/${folder}`, days, copies }) as const);
  const claim = (size: string): JsonObject => ({
    type: 'persistentVolumeClaim',
    size,
    storageClass: settings.storageClass ?? '',
  });
  return {
    fullnameOverride: name,
    // The chart names none, and each node would take its own default.
    image: { registry: 'docker.io' },
    global: {
      seaweedfs: {
        createClusterRole: false,
        serviceAccountName: name,
        automountServiceAccountToken: false,
        // Every render would generate new keys.
        enableSecurity: false,
        monitoring: { enabled: false },
        enableReplication: true,
        // The digits count further copies in other data centres, other racks and other servers.
        replicationPlacement: copies === 1 ? '000' : '001',
      },
    },
    master: {
      ...pods('master', name, master.resources),
      replicas: master.replicas,
      config: masterConfiguration(expiring),
      data: claim('1Gi'),
      logs: STANDARD_ERROR,
    },
    volume: {
      ...pods('volume', name, volume.resources),
      replicas: volume.replicas,
      // Without a limit on volumes of its own kind, a server takes what fits on the disk.
      dataDirs: [{ name: 'data1', ...claim(volume.storage), maxVolumes: 0 }],
      // A Job that patches claims, for which it would need the Kubernetes API.
      resizeHook: { enabled: false },
    },
    filer: {
      ...pods('filer', name, filer.resources),
      // Filers with embedded stores follow each other with a delay: a second one would not find what was just written.
      replicas: 1,
      data: claim(filer.storage),
      logs: STANDARD_ERROR,
      s3: { enabled: false },
    },
    s3: {
      ...pods('s3', name, s3.resources),
      enabled: true,
      replicas: s3.replicas,
      logs: STANDARD_ERROR,
      enableAuth: true,
      existingConfigSecret: secretName,
      createBuckets: [{ name: bucket }],
      createBucketsHook: { resources: usage('20m', '64Mi', '256Mi') },
    },
  };
}

/** No volume for logs: they go to standard error alone. */
const STANDARD_ERROR: JsonObject = { type: '' };

/** What all parts have in common. */
function pods(
  part: (typeof SEAWEEDFS_PARTS)[number],
  serviceAccountName: string,
  limits: ResourceSettings,
): JsonObject {
  const labels = seaweedfsLabels(part);
  return {
    metricsPort: METRICS_PORT,
    serviceAccountName,
    resources: resourceRequirements(limits),
    // None, because the chart's default requires a separate node for each pod.
    affinity: '',
    topologySpreadConstraints: JSON.stringify(topologySpread(labels)),
    // Filer and gateway listen on a socket in /tmp too.
    extraVolumes: '- {"name": "tmp", "emptyDir": {}}',
    extraVolumeMounts: '- {"name": "tmp", "mountPath": "/tmp"}',
    podSecurityContext: {
      ...RESTRICTED_POD,
      enabled: true,
      runAsUser: USER,
      runAsGroup: USER,
      fsGroup: USER,
      fsGroupChangePolicy: 'OnRootMismatch',
    },
    containerSecurityContext: { ...RESTRICTED_CONTAINER, enabled: true },
  };
}
