/**
 * The S3-compatible store of Langfuse's events and media: SeaweedFS in the cluster, or an external store.
 * SeaweedFS keeps blobs on volume servers, their names in a filer, and their locations in masters; stateless gateways serve S3.
 */

import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { serviceMonitor } from '../../kubernetes/monitor.ts';
import { disruptionBudget } from '../../kubernetes/placement.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { publicRoutes } from '../../kubernetes/route.ts';
import { defineComponent, type Secret, type Stack } from '../../stack/component.ts';
import { audit } from '../audit/handle.ts';
import { CHARTS } from '../charts.ts';
import { clickhouse } from '../clickhouse/handle.ts';
import { credentials } from '../credentials/handle.ts';
import { exposedFrom, gateway, publicHost, servesGatewayApi } from '../gateway/handle.ts';
import { gatewayCrds } from '../gateway-crds/handle.ts';
import { hasRetention, langfuse } from '../langfuse/handle.ts';
import { logs } from '../logs/handle.ts';
import { openlit } from '../openlit/handle.ts';
import { postgres } from '../postgres/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { hasPublicDownloads } from '../public-downloads.ts';
import { OBJECT_STORE_ALERTS } from './alerts.ts';
import { FOLDERS, objectStore, S3 } from './handle.ts';
import { SEAWEEDFS_PARTS, seaweedfsFlows } from './seaweedfs/parts.ts';
import { seaweedfsValues } from './seaweedfs/values.ts';
import { OBJECT_STORE_SECRET } from './secret.ts';
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
    { component: openlit, path: ['backup', 'enabled'], value: false },
    { component: logs, path: ['backup', 'enabled'], value: false },
    { component: audit, path: ['backup', 'enabled'], value: false },
    { component: prometheus, path: ['backup', 'enabled'], value: false },
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
  requires: (_s, stack) => [
    credentials,
    prometheusCrds,
    ...(hasPublicDownloads(stack) && servesGatewayApi(stack.of(gateway)) ? [gatewayCrds] : []),
  ],
  secrets: (s, stack) =>
    s.mode === 'external'
      ? externalCredentials(s, stack)
      : [credentialsSecret({ seaweedfs_s3_config: { template: identities } })],
  flows: (_s, stack) => [
    ...seaweedfsFlows(),
    ...(hasPublicDownloads(stack)
      ? [{ from: exposedFrom(stack.of(gateway)), to: objectStore.s3, ports: [S3.port], purpose: 'downloads of users' }]
      : []),
  ],
  // Field by field: what is not read has no effect, and is refused.
  values: ({ volume, filer, master, s3, storageClass }, stack) =>
    seaweedfsValues(
      { volume, filer, master, s3, storageClass: storageClass ?? stack.storageClass },
      { name: objectStore.name, secretName: OBJECT_STORE_SECRET, bucket: BUCKET },
      {
        folders: [FOLDERS.events, FOLDERS.exports],
        days: hasRetention(stack) ? stack.of(langfuse).retentionDays : undefined,
      },
    ),
  manifests: (_s, stack) => [
    ...(['master', 'volume', 's3'] as const).map((part) =>
      disruptionBudget({ ...owner(part), matchLabels: objectStore[part].podLabels }),
    ),
    // Not the chart's own: its switch also installs a dashboard with a data source that no Grafana of ours has.
    ...SEAWEEDFS_PARTS.map((part) =>
      serviceMonitor({ ...owner(part), matchLabels: serviceLabels(part), port: 'metrics' }),
    ),
    ...routes(stack),
  ],
  perCluster: (_s, stack, { domain }) => ({
    manifests: routes(stack, publicHost(stack.of(gateway), objectStore.name, domain)),
  }),
});

/** Links are signed for the host and the path as they are, which no route changes. */
function routes(stack: Stack, host?: string): readonly Manifest[] {
  if (!hasPublicDownloads(stack)) return [];
  return publicRoutes(stack.of(gateway), {
    name: `${objectStore.name}-s3`,
    namespace: STACK_NAMESPACE,
    component: objectStore.name,
    ...S3,
    health: { path: '/status', port: S3.port },
    ...(host === undefined ? {} : { host }),
  });
}

function owner(part: string): { readonly name: string; readonly namespace: string; readonly component: string } {
  return { name: `${objectStore.name}-${part}`, namespace: STACK_NAMESPACE, component: objectStore.name };
}

/** The filer has two Services, of which one carries the mark of the one to scrape. */
function serviceLabels(part: (typeof SEAWEEDFS_PARTS)[number]): Readonly<Record<string, string>> {
  return part === 'filer' ? { ...objectStore.filer.podLabels, monitoring: 'true' } : objectStore[part].podLabels;
}

function externalCredentials(s: ObjectStoreSettings, stack: Stack): readonly Secret[] {
  const { key, keyOfLangfuse } = objectStore.connection(s);
  const used = stack.deploys(langfuse) ? keyOfLangfuse : key;
  if (used === undefined || s.external?.secretName !== undefined) return [];
  return [
    credentialsSecret(
      s.external?.provider === 'azure' ? { 'access-key': { value: s.external.storageAccount ?? '' } } : {},
    ),
  ];
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
