/**
 * The S3-compatible store of Langfuse's events and media: SeaweedFS in the cluster, or an external store.
 * SeaweedFS keeps blobs on volume servers, their names in a filer, and their locations in masters; stateless gateways serve S3.
 */

import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { serviceMonitor } from '../../kubernetes/monitor.ts';
import { disruptionBudget } from '../../kubernetes/placement.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { defineComponent, type Secret } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { clickhouse } from '../clickhouse/handle.ts';
import { credentials } from '../credentials/handle.ts';
import { langfuse } from '../langfuse/handle.ts';
import { postgres } from '../postgres/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { OBJECT_STORE_ALERTS } from './alerts.ts';
import { OBJECT_STORE_SECRET, objectStore } from './handle.ts';
import { SEAWEEDFS_PARTS, seaweedfsFlows } from './seaweedfs/parts.ts';
import { seaweedfsValues } from './seaweedfs/values.ts';
import { BUCKET, type ObjectStoreSettings, settings } from './settings.ts';

export const objectStoreComponent = defineComponent(objectStore, {
  description: 'S3-compatible object store: events, media and exports of Langfuse.',
  chart: CHARTS[objectStore.name],
  // Not the Job that makes the bucket, which the chart lets run on any node without taints.
  pods: podsAt(SEAWEEDFS_PARTS, { areTexts: true }),
  modes: ['on-demand', 'managed', 'external', 'disabled'],
  avoidedBy: [
    { component: langfuse, path: ['mode'], value: 'disabled' },
    { component: postgres, path: ['backup', 'enabled'], value: false },
    { component: clickhouse, path: ['backup', 'enabled'], value: false },
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
      reason: 'the chart has no setting to turn it off, and the service account has no permissions',
    },
  ],
  alerts: OBJECT_STORE_ALERTS,
  requires: () => [credentials, prometheusCrds],
  secrets: (s) =>
    s.mode === 'external'
      ? externalCredentials(s)
      : [credentialsSecret({ seaweedfs_s3_config: { template: identities } })],
  flows: () => seaweedfsFlows(),
  values: (s, stack) =>
    seaweedfsValues(
      { ...s, storageClass: s.storageClass ?? stack.storageClass },
      { name: objectStore.name, secretName: OBJECT_STORE_SECRET, bucket: BUCKET },
    ),
  manifests: () => [
    ...(['master', 'volume', 's3'] as const).map((part) =>
      disruptionBudget({ ...owner(part), matchLabels: objectStore[part].podLabels }),
    ),
    // Not the chart's own: its switch also installs a dashboard with a data source that no Grafana of ours has.
    ...SEAWEEDFS_PARTS.map((part) =>
      serviceMonitor({ ...owner(part), matchLabels: serviceLabels(part), port: 'metrics' }),
    ),
  ],
});

function owner(part: string): { readonly name: string; readonly namespace: string; readonly component: string } {
  return { name: `${objectStore.name}-${part}`, namespace: STACK_NAMESPACE, component: objectStore.name };
}

/** The filer has two Services, of which one carries the mark of the one to scrape. */
function serviceLabels(part: (typeof SEAWEEDFS_PARTS)[number]): Readonly<Record<string, string>> {
  return part === 'filer' ? { ...objectStore.filer.podLabels, monitoring: 'true' } : objectStore[part].podLabels;
}

function externalCredentials({ external }: ObjectStoreSettings): readonly Secret[] {
  return external?.secretName === undefined && external?.identity === undefined ? [credentialsSecret({})] : [];
}

function credentialsSecret(further: Secret['keys']): Secret {
  const generated: Secret['keys'] = {
    'access-key': { generate: 'alphanumeric' },
    'secret-key': { generate: 'alphanumeric' },
  };
  return { name: OBJECT_STORE_SECRET, purpose: 'access of Langfuse to its bucket', keys: { ...generated, ...further } };
}

/** Identities and permissions of the S3 gateway; generated keys are alphanumeric, so they need no escaping. */
function identities(key: (name: string) => string): string {
  const credential = { accessKey: `{{ ${key('access-key')} }}`, secretKey: `{{ ${key('secret-key')} }}` };
  const actions = ['Read', 'Write', 'List', 'Tagging'].map((action) => `"${action}:${BUCKET}"`);
  return [
    `{"identities": [{"name": "langfuse", "actions": [${actions.join(', ')}],`,
    ` "credentials": [{"accessKey": "${credential.accessKey}", "secretKey": "${credential.secretKey}"}]}]}`,
  ].join('');
}
