/** Langfuse: traces, cost, sessions, prompts and evaluations of LLM applications, managed or external. Its four stores are components of their own. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { publicRoutes } from '../../kubernetes/route.ts';
import { defineComponent, type Stack } from '../../stack/component.ts';
import { startsLater } from '../../stack/standby.ts';
import { CHARTS } from '../charts.ts';
import { clickhouse } from '../clickhouse/handle.ts';
import { credentials } from '../credentials/handle.ts';
import { egressFlows } from '../egress.ts';
import { exposedFrom, gateway, isExposed, publicHost, servesGatewayApi } from '../gateway/handle.ts';
import { gatewayCrds } from '../gateway-crds/handle.ts';
import { objectStore } from '../object-store/handle.ts';
import { LARGEST_BODY_MIB } from '../otel-collector/limits.ts';
import { postgres } from '../postgres/handle.ts';
import { issuerFlow } from '../sign-on/client.ts';
import { valkey } from '../valkey/handle.ts';
import { LANGFUSE_ALERTS } from './alerts.ts';
import { langfuseDashboard } from './dashboard.ts';
import { LANGFUSE_WEB, LANGFUSE_WORKER, langfuse, projectsOf } from './handle.ts';
import { imageMistakes } from './images.ts';
import { migrations } from './migrations.ts';
import { doorMistakes, storeMistakes } from './mistakes.ts';
import { projectJobs } from './projects.ts';
import { LANGFUSE_KEYS, langfuseSecrets } from './secrets.ts';
import { settings } from './settings.ts';
import { langfuseClient, signOnSecret } from './sign-on.ts';
import { langfuseValues } from './values.ts';

export const langfuseComponent = defineComponent(langfuse, {
  description: 'Langfuse: traces, cost and sessions of LLM applications.',
  chart: CHARTS[langfuse.name],
  // Of both Deployments; the maps below `web.pod` and `worker.pod` have no effect (langfuse/langfuse-k8s:charts/langfuse/templates/web/deployment.yaml).
  pods: podsAt(['langfuse'], { priorityClassName: [] }),
  modes: ['managed', 'external', 'disabled'],
  settings,
  // Namespaces of one cluster may be somebody else's on another one. And Helm cannot take keys of the collectors' configuration away again.
  clusterOnly: ['projects'],
  sizes: {
    small: {
      web: {
        replicas: { min: 1, max: 1 },
        resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '2Gi' } },
      },
      worker: {
        replicas: { min: 1, max: 1 },
        resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '2Gi' } },
      },
    },
    medium: {
      web: {
        replicas: { min: 2, max: 4 },
        resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '4Gi' } },
      },
      worker: {
        replicas: { min: 2, max: 6 },
        resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '4Gi' } },
      },
    },
    large: {
      web: {
        replicas: { min: 3, max: 8 },
        resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { memory: '4Gi' } },
      },
      worker: {
        replicas: { min: 3, max: 12 },
        resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { memory: '8Gi' } },
      },
    },
  },
  exceptions: [
    {
      what: 'the root file system of web, worker and the Jobs can be written',
      reason:
        'upstream has not tested a read-only root file system; Next.js writes its cache into the folder of the application',
    },
  ],
  alerts: LANGFUSE_ALERTS,
  dashboards: [langfuseDashboard],
  requires: (_s, stack) => [
    credentials,
    postgres,
    clickhouse,
    valkey,
    objectStore,
    ...(servesGatewayApi(stack.of(gateway)) ? [gatewayCrds] : []),
  ],
  secrets: (s, stack) => {
    if (s.mode !== 'external') return [...langfuseSecrets(projectsOf(s)), ...signOnSecret(s, stack)];
    return langfuse.connection(s).isUserProvided ? [] : [LANGFUSE_KEYS];
  },
  flows: (s, stack) => [
    ...(s.internet ? [langfuse.web, langfuse.worker] : []).map((from) => ({
      from,
      to: { outside: 'anywhere' as const },
      ports: [443],
      purpose: 'models and webhooks',
    })),
    ...issuerFlow(langfuse.web, langfuseClient(s, stack)),
    ...egressFlows([langfuse.web, langfuse.worker], s.egress),
    { from: exposedFrom(stack.of(gateway)), to: langfuse.web, ports: [3000], purpose: 'requests of users' },
    ...[
      langfuse.web,
      langfuse.worker,
      langfuse.migrations,
      ...(projectsOf(s).length > 0 ? [langfuse.projects] : []),
    ].flatMap((from) => [
      {
        from,
        to: postgres.instances,
        ports: [postgres.connection(stack.of(postgres)).port],
        purpose: 'users, projects, prompts',
      },
      { from, to: clickhouse.server, ports: clickhousePorts(stack), purpose: 'traces and scores' },
    ]),
    ...[langfuse.web, langfuse.worker].flatMap((from) => [
      { from, to: valkey.server, ports: valkey.connection(stack.of(valkey)).ports, purpose: 'queues and cache' },
      {
        from,
        to: objectStore.s3,
        ports: objectStore.connection(stack.of(objectStore)).ports,
        purpose: 'raw events',
      },
    ]),
  ],
  workloads: (s) => ({ projects: projectsOf(s).length > 0 }),
  values: langfuseValues,
  mistakes: (s, stack, { values }) => [
    ...imageMistakes(s, values.get(langfuse.name)),
    ...storeMistakes(stack),
    ...doorMistakes(s),
  ],
  manifests: (s, stack) => [
    workerService(),
    ...(startsLater(langfuse, stack) ? [] : [...migrations(s, stack), ...projectJobs(s, stack)]),
    ...routes(stack),
  ],
  perCluster: (_s, stack, { domain }) => {
    const host = publicHost(stack.of(gateway), langfuse.name, domain);
    return { values: { langfuse: { nextauth: { url: `https://${host}` } } }, manifests: routes(stack, host) };
  },
});

function clickhousePorts(stack: Stack): readonly number[] {
  const { httpPort, nativePort } = clickhouse.connection(stack.of(clickhouse));
  return [httpPort, nativePort];
}

function workerService(): Manifest {
  const { service, port } = LANGFUSE_WORKER;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: namespaced(service, STACK_NAMESPACE, { component: langfuse.name }),
    spec: { selector: langfuse.worker.podLabels, ports: [{ name: 'http', port, targetPort: port }] },
  };
}

function routes(stack: Stack, host?: string): readonly Manifest[] {
  if (!isExposed(stack.of(gateway))) return [];
  return publicRoutes(stack.of(gateway), {
    name: langfuse.name,
    namespace: STACK_NAMESPACE,
    component: langfuse.name,
    service: LANGFUSE_WEB.service,
    port: LANGFUSE_WEB.port,
    health: { path: '/api/public/ready', port: LANGFUSE_WEB.port },
    largestBodyMib: LARGEST_BODY_MIB,
    ...(host === undefined ? {} : { host }),
  });
}
