/** Grafana with the stack's dashboards. What users make in it is kept in PostgreSQL, so any number of replicas serve the same. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { publicRoutes } from '../../kubernetes/route.ts';
import { defineComponent, type Stack } from '../../stack/component.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { pathOf } from '../../tree/layout.ts';
import { audit } from '../audit/handle.ts';
import { CHARTS } from '../charts.ts';
import { credentials } from '../credentials/handle.ts';
import { egressFlows } from '../egress.ts';
import { exposedFrom, gateway, isExposed, publicHost, servesGatewayApi } from '../gateway/handle.ts';
import { gatewayCrds } from '../gateway-crds/handle.ts';
import { logs } from '../logs/handle.ts';
import { postgres } from '../postgres/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { elsewhereRequirements } from '../prometheus-elsewhere.ts';
import { clientSecret, DOMAIN, issuerFlow } from '../sign-on/client.ts';
import { addressRule } from './addresses.ts';
import { areOfCluster, dataSources, sourceVariables } from './data-sources.ts';
import { grafana } from './handle.ts';
import { queryPort } from './metrics-source.ts';
import { ownSourceFlows, ownSourceSecrets } from './own-sources.ts';
import { pluginFlows } from './plugin.ts';
import { readerAccount, readerFlows, readerMistakes } from './reader-role.ts';
import { settings } from './settings.ts';
import { grafanaClient, signOut } from './sign-on.ts';
import { ADMIN_SECRET, CORE_SECRET, grafanaValues, SIDECAR_ROLE } from './values.ts';

export const grafanaComponent = defineComponent(grafana, {
  description: 'Grafana with the dashboards of the stack.',
  chart: CHARTS[grafana.name],
  pods: podsAt(['']),
  modes: ['managed', 'disabled'],
  settings,
  sizes: {
    small: { replicas: 1, resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '512Mi' } } },
    medium: { replicas: 2, resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '1Gi' } } },
    large: { replicas: 3, resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi' } } },
  },
  includes: [pathOf('dashboards')],
  mistakes: readerMistakes,
  requires: (_s, stack) => [
    credentials,
    postgres,
    prometheusCrds,
    // Whose headers are in a Secret.
    ...[logs, audit].filter((store) => stack.of(store).mode === 'external'),
    ...elsewhereRequirements(stack),
    ...(servesGatewayApi(stack.of(gateway)) ? [gatewayCrds] : []),
  ],
  secrets: (s, stack) => [
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
    ...ownSourceSecrets(s.dataSources),
    ...clientSecret(grafanaClient(s, stack), {
      title: 'Grafana',
      host: publicHost(stack.of(gateway), grafana.name, DOMAIN),
      path: '/login/generic_oauth',
    }),
  ],
  flows: (s, stack) => [
    ...egressFlows([grafana.grafana], s.egress),
    ...ownSourceFlows(s.dataSources),
    ...pluginFlows(grafana.grafana, s, stack),
    ...readerFlows(grafana.grafana, s, stack),
    ...issuerFlow(grafana.grafana, grafanaClient(s, stack)),
    { from: exposedFrom(stack.of(gateway)), to: grafana.grafana, ports: [3000], purpose: 'requests of users' },
    { from: grafana.grafana, to: grafana.grafana, ports: [9094], purpose: 'gossip of alerting' },
    { from: grafana.grafana, to: grafana.grafana, ports: [9094], protocol: 'UDP', purpose: 'gossip of alerting' },
    {
      from: grafana.grafana,
      to: postgres.instances,
      ports: [postgres.connection(stack.of(postgres)).port],
      purpose: 'its state',
    },
    { from: grafana.grafana, to: prometheus.prometheus, ports: [queryPort(stack)], purpose: 'queries' },
    ...[logs, audit].map((store) => ({
      from: grafana.grafana,
      to: store.server,
      ports: [store.connection(stack.of(store)).port],
      purpose: 'queries of lines',
    })),
    kubernetesApiFlow(grafana.grafana, stack, 'dashboards, which a sidecar reads from ConfigMaps'),
    { from: prometheus.prometheus, to: grafana.grafana, ports: [3000], purpose: 'metrics' },
  ],
  values: grafanaValues,
  manifests: (_s, stack) => [sidecarRole(), addressRule(grafana.name, stack, stack.fleet.domain), ...routes(stack)],
  perCluster: (s, stack, { domain }) => {
    const host = publicHost(stack.of(gateway), grafana.name, domain);
    return {
      values: {
        'grafana.ini': { server: { root_url: `https://${host}` }, ...signOut(grafanaClient(s, stack), host) },
        ...readerAccount(s, stack),
        // Only a cluster knows its addresses, and Helm cannot take a variable away that a layer above has set.
        ...(areOfCluster(stack)
          ? {
              datasources: { 'datasources.yaml': { datasources: dataSources(stack, domain) } },
              envValueFrom: sourceVariables(stack),
            }
          : {}),
      },
      manifests: [addressRule(grafana.name, stack, domain), ...routes(stack, host)],
    };
  },
});

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
