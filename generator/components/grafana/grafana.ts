/** Grafana with the stack's dashboards. What users make in it is kept in PostgreSQL, so any number of replicas serve the same. */
import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { publicRoutes } from '../../kubernetes/route.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { defineComponent, type Stack } from '../../stack/component.ts';
import { pathOf } from '../../tree/layout.ts';
import { CHARTS } from '../charts.ts';
import { credentials } from '../credentials/handle.ts';
import { exposedFrom, gateway, isExposed, PUBLIC_HOSTS, servesGatewayApi } from '../gateway/handle.ts';
import { gatewayCrds } from '../gateway-crds/handle.ts';
import { postgres } from '../postgres/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { authorityFile, authorityFolder, authorityVolume } from '../store-tls.ts';
import { addressRule } from './addresses.ts';
import { grafana } from './handle.ts';

const ADMIN_SECRET = 'grafana-admin';
const CORE_SECRET = 'grafana-core';
const SIDECAR_ROLE = 'grafana-dashboards';
const USER = 472;

export const grafanaComponent = defineComponent(grafana, {
  description: 'Grafana with the dashboards of the stack.',
  chart: CHARTS[grafana.name],
  modes: ['managed', 'disabled'],
  settings: z.strictObject({
    replicas: z.int().min(1).max(6).default(2).describe('Replicas; they share their state in PostgreSQL.'),
    resources: resources.prefault({}),
  }),
  sizes: {
    small: { replicas: 1, resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '512Mi' } } },
    medium: { replicas: 2, resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '1Gi' } } },
    large: { replicas: 3, resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi' } } },
  },
  includes: [pathOf('dashboards')],
  requires: (_s, stack) => [
    credentials,
    postgres,
    prometheusCrds,
    ...(servesGatewayApi(stack.of(gateway)) ? [gatewayCrds] : []),
  ],
  secrets: () => [
    {
      name: ADMIN_SECRET,
      purpose: 'sign-in of the administrator',
      keys: { 'admin-user': { value: 'admin' }, 'admin-password': { generate: 'alphanumeric' } },
    },
    {
      name: CORE_SECRET,
      purpose: 'encryption of the credentials that users save in Grafana; losing it loses them',
      keys: { 'secret-key': { generate: 'alphanumeric' } },
    },
  ],
  flows: (_s, stack) => [
    { from: exposedFrom(stack.of(gateway)), to: grafana.grafana, ports: [3000], purpose: 'requests of users' },
    { from: grafana.grafana, to: grafana.grafana, ports: [9094], purpose: 'gossip of alerting' },
    { from: grafana.grafana, to: grafana.grafana, ports: [9094], protocol: 'UDP', purpose: 'gossip of alerting' },
    {
      from: grafana.grafana,
      to: postgres.instances,
      ports: [postgres.connection(stack.of(postgres)).port],
      purpose: 'its state',
    },
    { from: grafana.grafana, to: prometheus.prometheus, ports: [9090], purpose: 'queries' },
    {
      from: grafana.grafana,
      to: { outside: 'kubernetes-api' },
      ports: stack.kubernetesApi.ports,
      purpose: 'dashboards, which a sidecar reads from ConfigMaps',
    },
    { from: prometheus.prometheus, to: grafana.grafana, ports: [3000], purpose: 'metrics' },
  ],
  values: (s, stack) => {
    const { host, port, sslMode, caSecretName, grafana: database } = postgres.connection(stack.of(postgres));
    return {
      fullnameOverride: grafana.name,
      replicas: s.replicas,
      headlessService: true,
      resources: resourceRequirements(s.resources),
      podDisruptionBudget: { maxUnavailable: 1 },
      topologySpreadConstraints: topologySpread(grafana.grafana.podLabels),
      securityContext: { ...RESTRICTED_POD, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
      containerSecurityContext: { ...RESTRICTED_CONTAINER, seccompProfile: { type: 'RuntimeDefault' } },
      extraSecretMounts: caSecretName === undefined ? [] : [authoritySecretMount(caSecretName)],
      extraEmptyDirMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      persistence: { enabled: false },
      // Runs as root.
      initChownData: { enabled: false },
      testFramework: { enabled: false },
      // The chart's own Role may read every Secret of the namespace, and so of the whole stack.
      rbac: { namespaced: true, useExistingRole: SIDECAR_ROLE },
      // Without a Secret of ours the chart would make another password with every render of Argo CD.
      admin: { existingSecret: ADMIN_SECRET, userKey: 'admin-user', passwordKey: 'admin-password' },
      envValueFrom: {
        // Without one of ours Grafana encrypts with a key that everybody knows.
        GF_SECURITY_SECRET_KEY: { secretKeyRef: { name: CORE_SECRET, key: 'secret-key' } },
        GF_DATABASE_PASSWORD: { secretKeyRef: { name: database.secretName, key: database.passwordKey } },
      },
      'grafana.ini': {
        analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
        // Nothing outside is reached for, though the way to the Kubernetes API may lead there. Not `preinstall_disabled`:
        // since 13.2 the Prometheus data source is itself a bundled plugin of that list.
        plugins: { preinstall_auto_update: false },
        news: { news_feed_enabled: false },
        security: { disable_gravatar: true },
        snapshots: { external_enabled: false },
        database: {
          type: 'postgres',
          host: `${host}:${port}`,
          name: database.database,
          user: database.username,
          ssl_mode: sslMode,
          ca_cert_path: caSecretName === undefined ? '' : authorityFile(postgres.name),
        },
        unified_alerting: { enabled: true, ha_peers: `${grafana.name}-headless:9094` },
      },
      sidecar: {
        resources: usage('20m', '96Mi', '192Mi'),
        securityContext: RESTRICTED_CONTAINER,
        dashboards: {
          enabled: true,
          resource: 'configmap',
          label: 'grafana_dashboard',
          labelValue: '1',
          searchNamespace: STACK_NAMESPACE,
          folderAnnotation: 'grafana_folder',
          provider: { foldersFromFilesStructure: true },
        },
        datasources: { enabled: false },
      },
      datasources: {
        'datasources.yaml': {
          apiVersion: 1,
          datasources: [
            {
              name: 'Prometheus',
              uid: 'prometheus',
              type: 'prometheus',
              access: 'proxy',
              url: prometheus.connection.url,
              isDefault: true,
              // How often Prometheus scrapes: what $__rate_interval is computed from.
              jsonData: { timeInterval: '30s' },
            },
          ],
        },
      },
      serviceMonitor: { enabled: true },
    };
  },
  extras: (_s, stack) => [sidecarRole(), addressRule(grafana.name, stack, stack.fleet.domain), ...routes(stack)],
  local: (_s, stack, { domain }) => {
    const host = `${PUBLIC_HOSTS.grafana}.${domain}`;
    return {
      values: { 'grafana.ini': { server: { root_url: `https://${host}` } } },
      extras: [addressRule(grafana.name, stack, domain), ...routes(stack, host)],
    };
  },
});

/** A volume and its mount in one, as the chart wants them. */
function authoritySecretMount(secretName: string): JsonObject {
  const { name, secret } = authorityVolume(postgres.name, secretName);
  return { name, ...secret, mountPath: authorityFolder(postgres.name), readOnly: true };
}

/** What the dashboards' sidecar watches. */
function sidecarRole(): Manifest {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: namespaced(SIDECAR_ROLE, STACK_NAMESPACE, { component: grafana.name }),
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
  };
}

function routes(stack: Stack, host?: string): readonly Manifest[] {
  if (!isExposed(stack.of(gateway))) return [];
  return publicRoutes(stack.of(gateway), {
    name: grafana.name,
    namespace: STACK_NAMESPACE,
    component: grafana.name,
    service: grafana.name,
    port: 80,
    health: { path: '/api/health', port: 3000 },
    ...(host === undefined ? {} : { host }),
  });
}
