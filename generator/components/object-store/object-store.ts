/**
 * The S3-compatible store of Langfuse's events and media: SeaweedFS in the cluster, or one that runs elsewhere.
 * SeaweedFS keeps the blobs on volume servers, their names in a filer, and who holds what in masters; stateless gateways speak S3.
 */

import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, objectName, portOf, resources, webAddress } from '../../fleet/schema/quantities.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { serviceMonitor } from '../../kubernetes/monitor.ts';
import { disruptionBudget } from '../../kubernetes/placement.ts';
import { defineComponent, type Secret } from '../../stack/component.ts';
import { pathOf } from '../../tree/layout.ts';
import { CHARTS } from '../charts.ts';
import { STACK } from '../namespaces/namespaces.ts';
import { caSecretName, refuseIdleAuthorityOf } from '../store-tls.ts';
import { OBJECT_STORE_ALERTS } from './alerts.ts';
import { SEAWEEDFS_PARTS, seaweedfsFlows, seaweedfsLabels } from './seaweedfs/parts.ts';
import { seaweedfsValues } from './seaweedfs/values.ts';

const NAME = 'object-store';
const SECRET = 'object-store-credentials';
const BUCKET = 'langfuse';

export interface ObjectStoreConnection {
  readonly endpoint: string;
  /** The port of the endpoint, for network policies. */
  readonly port: number;
  readonly region: string;
  readonly bucket: string;
  readonly forcePathStyle: boolean;
  /** The Secret with the authorities of its certificate; undefined for those that everybody trusts. */
  readonly caSecretName: string | undefined;
  readonly secretName: string;
  readonly accessKeyIdKey: 'access-key';
  readonly secretAccessKeyKey: 'secret-key';
}

const settings = z.strictObject({
  storageClass: objectName.optional().describe("StorageClass of the volumes; the cluster's default when absent."),
  volume: z
    .strictObject({
      replicas: z
        .int()
        .min(1)
        .default(2)
        .describe('Volume servers; from two on, every blob is written to two of them.'),
      storage: bytes
        .default('50Gi')
        .describe(
          `Volume of each. Once it is there its StatefulSet refuses another size: have more servers, or see ${pathOf('runbook', { alert: 'StoreNearFull' })}.`,
        ),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('The servers that hold the blobs.'),
  filer: z
    .strictObject({
      storage: bytes
        .default('5Gi')
        .describe(
          `Volume for the names. Once it is there its StatefulSet refuses another size; how to grow it: ${pathOf('runbook', { alert: 'StoreNearFull' })}.`,
        ),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('The server that holds the names of the objects: one, so that what is written can be read at once.'),
  master: z
    .strictObject({
      replicas: z
        .union([z.literal(1), z.literal(3)])
        .default(3)
        .describe('Masters: an odd number.'),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('The masters, which know where blobs lie.'),
  s3: z
    .strictObject({
      replicas: z.int().min(1).default(2).describe('Gateways that speak S3.'),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('The gateways that clients talk to.'),
  external: z
    .strictObject({
      endpoint: webAddress.describe(
        'URL of the S3 API, e.g. https://s3.eu-west-1.amazonaws.com. Browsers and SDKs fetch exports and media there: where it is inside the cluster Langfuse offers neither.',
      ),
      caSecretName,
      region: foreignName.default('us-east-1').describe('Region of the bucket.'),
      bucket: foreignName.default(BUCKET).describe('Bucket; it must exist.'),
      forcePathStyle: z
        .boolean()
        .default(false)
        .describe('Whether the bucket is part of the path and not of the host name.'),
      secretName: objectName
        .optional()
        .describe(
          'Secret with keys `access-key` and `secret-key` in the namespace of the stack; when absent it comes from the secrets provider.',
        ),
    })
    .superRefine(({ endpoint, caSecretName }, context) => refuseIdleAuthorityOf(endpoint, caSecretName, context))
    .optional()
    .describe('Where the store is, in mode external.'),
});

export type ObjectStoreSettings = z.output<typeof settings> & CommonSettings;

const KEYS = { accessKeyIdKey: 'access-key', secretAccessKeyKey: 'secret-key' } as const;

/** Where consumers find the bucket, whoever runs the store. Their flows go to `object-store/s3`. */
export function objectStoreConnection({ mode, external }: ObjectStoreSettings): ObjectStoreConnection {
  if (mode === 'external' && external !== undefined)
    return {
      ...external,
      port: portOf(external.endpoint),
      caSecretName: external.caSecretName,
      secretName: external.secretName ?? SECRET,
      ...KEYS,
    };
  return {
    endpoint: `http://${NAME}-s3.${STACK_NAMESPACE}.svc:8333`,
    port: 8333,
    region: 'us-east-1',
    bucket: BUCKET,
    forcePathStyle: true,
    caSecretName: undefined,
    secretName: SECRET,
    ...KEYS,
  };
}

export const objectStore = defineComponent({
  name: NAME,
  description: 'S3-compatible object store: events, media and exports of Langfuse.',
  namespace: STACK,
  chart: CHARTS[NAME],
  modes: ['on-demand', 'managed', 'external', 'disabled'],
  avoidedBy: [
    { component: 'langfuse', path: ['mode'], value: 'disabled' },
    { component: 'postgres', path: ['backup', 'enabled'], value: false },
  ],
  settings,
  sizes: {
    small: {
      volume: {
        replicas: 1,
        storage: '20Gi',
        resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '1Gi' } },
      },
      filer: { storage: '2Gi', resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '1Gi' } } },
      master: { replicas: 1, resources: { requests: { cpu: '20m', memory: '128Mi' }, limits: { memory: '512Mi' } } },
      s3: { replicas: 1, resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } } },
    },
    medium: {
      volume: {
        replicas: 2,
        storage: '50Gi',
        resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '2Gi' } },
      },
      filer: { storage: '5Gi', resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '2Gi' } } },
      master: { replicas: 3, resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } } },
      s3: { replicas: 2, resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '1Gi' } } },
    },
    large: {
      volume: {
        replicas: 3,
        storage: '200Gi',
        resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '4Gi' } },
      },
      filer: { storage: '20Gi', resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '4Gi' } } },
      master: { replicas: 3, resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } } },
      s3: { replicas: 3, resources: { requests: { cpu: '500m', memory: '512Mi' }, limits: { memory: '2Gi' } } },
    },
  },
  exceptions: [
    {
      what: 'the Job that makes the bucket has a service account token',
      reason: 'the chart offers no way to refuse it, and the account may do nothing',
    },
  ],
  alerts: OBJECT_STORE_ALERTS,
  requires: () => ['credentials', 'prometheus-crds'],
  secrets: (s) =>
    s.mode === 'external' ? externalCredentials(s) : [credentials({ seaweedfs_s3_config: { template: identities } })],
  workloads: () =>
    [...SEAWEEDFS_PARTS, 'bucket-hook' as const].map((part) => ({ name: part, podLabels: seaweedfsLabels(part) })),
  flows: () => seaweedfsFlows(),
  values: (s) => seaweedfsValues(s, { name: NAME, secretName: SECRET, bucket: BUCKET }),
  extras: () => [
    ...(['master', 'volume', 's3'] as const).map((part) =>
      disruptionBudget({ ...owner(part), matchLabels: seaweedfsLabels(part) }),
    ),
    // Not the chart's own: its switch also installs a dashboard with a data source that no Grafana of ours has.
    ...SEAWEEDFS_PARTS.map((part) =>
      serviceMonitor({ ...owner(part), matchLabels: serviceLabels(part), port: 'metrics' }),
    ),
  ],
});

function owner(part: string): { readonly name: string; readonly namespace: string; readonly component: string } {
  return { name: `${NAME}-${part}`, namespace: STACK_NAMESPACE, component: NAME };
}

/** The filer has two Services, of which one carries the mark of the one to scrape. */
function serviceLabels(part: (typeof SEAWEEDFS_PARTS)[number]): Readonly<Record<string, string>> {
  return part === 'filer' ? { ...seaweedfsLabels(part), monitoring: 'true' } : seaweedfsLabels(part);
}

function externalCredentials({ external }: ObjectStoreSettings): readonly Secret[] {
  return external?.secretName === undefined ? [credentials({})] : [];
}

function credentials(further: Secret['keys']): Secret {
  const generated: Secret['keys'] = {
    'access-key': { generate: 'alphanumeric' },
    'secret-key': { generate: 'alphanumeric' },
  };
  return { name: SECRET, purpose: 'access of Langfuse to its bucket', keys: { ...generated, ...further } };
}

/** The S3 gateway's list of who may do what; generated keys are alphanumeric, so they need no escaping. */
function identities(key: (name: string) => string): string {
  const credential = { accessKey: `{{ ${key('access-key')} }}`, secretKey: `{{ ${key('secret-key')} }}` };
  const actions = ['Read', 'Write', 'List', 'Tagging'].map((action) => `"${action}:${BUCKET}"`);
  return [
    `{"identities": [{"name": "langfuse", "actions": [${actions.join(', ')}],`,
    ` "credentials": [{"accessKey": "${credential.accessKey}", "secretKey": "${credential.secretKey}"}]}]}`,
  ].join('');
}
