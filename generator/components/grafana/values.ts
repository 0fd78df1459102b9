/** Helm values of Grafana's chart. */
import type { JsonObject } from '../../data/json.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import type { Stack } from '../../stack/component.ts';
import { startsLater } from '../../stack/standby.ts';
import { postgres } from '../postgres/handle.ts';
import { authorityFile, authorityFolder, authorityVolume } from '../store-tls.ts';
import { dataSources } from './data-sources.ts';
import { grafana } from './handle.ts';
import { preinstalled } from './plugin.ts';
import type { GrafanaSettings } from './settings.ts';
import { clientSecretVariable, grafanaClient, signOnSections } from './sign-on.ts';

export const ADMIN_SECRET = 'grafana-admin';
export const CORE_SECRET = 'grafana-core';
export const SIDECAR_ROLE = 'grafana-dashboards';
const USER = 472;

export function grafanaValues(s: GrafanaSettings, stack: Stack): JsonObject {
  const client = grafanaClient(s, stack);
  const { host, port, sslMode, caSecretName, grafana: database } = postgres.connection(stack.of(postgres));
  return {
    fullnameOverride: grafana.name,
    // The chart leaves a number 0 out, and Kubernetes makes it 1; a text it writes (grafana-community/helm-charts:charts/grafana/templates/deployment.yaml).
    replicas: startsLater(grafana, stack) ? '0' : s.replicas,
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
    // Without our Secret the chart would generate another password with every render of Argo CD.
    admin: { existingSecret: ADMIN_SECRET, userKey: 'admin-user', passwordKey: 'admin-password' },
    envValueFrom: {
      // Without our key Grafana encrypts with its public default key.
      GF_SECURITY_SECRET_KEY: { secretKeyRef: { name: CORE_SECRET, key: 'secret-key' } },
      ...clientSecretVariable(client),
      GF_DATABASE_PASSWORD: { secretKeyRef: { name: database.secretName, key: database.passwordKey } },
    },
    'grafana.ini': {
      analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
      // Nothing outside is reached for, though the way to the Kubernetes API may lead there. Not `preinstall_disabled`:
      // since 13.2 the Prometheus data source is itself a bundled plugin of that list.
      plugins: { preinstall: preinstalled(s, stack), preinstall_auto_update: false },
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
      ...signOnSections(client, stack),
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
        // What was here and is no longer.
        prune: true,
        datasources: dataSources(stack, stack.fleet.domain),
      },
    },
    serviceMonitor: { enabled: true },
  };
}

/** A volume and its mount in one, as the chart wants them. */
function authoritySecretMount(secretName: string): JsonObject {
  const { name, secret } = authorityVolume(postgres.name, secretName);
  return { name, ...secret, mountPath: authorityFolder(postgres.name), readOnly: true };
}
