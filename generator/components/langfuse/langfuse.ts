/** Langfuse: traces, cost, sessions, prompts and evaluations of LLM applications, managed or external. Its four stores are components of their own. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { publicRoutes } from '../../kubernetes/route.ts';
import { defineComponent, type Flow, type Stack } from '../../stack/component.ts';
import { startsLater } from '../../stack/standby.ts';
import { CHARTS } from '../charts.ts';
import { clickhouse } from '../clickhouse/handle.ts';
import { credentials } from '../credentials/handle.ts';
import { egressFlows } from '../egress.ts';
import { exposedFrom, gateway, isExposed, publicHost, servesGatewayApi } from '../gateway/handle.ts';
import { gatewayCrds } from '../gateway-crds/handle.ts';
import { objectStore } from '../object-store/handle.ts';
import { LARGEST_BODY_MIB } from '../otel-collector/limits.ts';
import { hasPooler, postgres } from '../postgres/handle.ts';
import { hasPublicDownloads } from '../public-downloads.ts';
import { issuerFlow } from '../sign-on/client.ts';
import { valkey } from '../valkey/handle.ts';
import { LANGFUSE_ALERTS } from './alerts.ts';
import { langfuseDashboard } from './dashboard.ts';
import { webEnvironment, workerEnvironment } from './environment.ts';
import { hasRetention, LANGFUSE_WEB, LANGFUSE_WORKER, langfuse, projectsOf } from './handle.ts';
import { imageMistakes } from './images.ts';
import { migrations } from './migrations.ts';
import { doorMistakes, storeMistakes } from './mistakes.ts';
import { projectJobs } from './projects.ts';
import { retentionJob } from './retention.ts';
import { LANGFUSE_KEYS, langfuseSecrets } from './secrets.ts';
import { type LangfuseSettings, settings } from './settings.ts';
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
    ...databaseFlows(s, stack),
    ...(hasRetention(stack)
      ? [
          {
            from: langfuse.retention,
            to: clickhouse.server,
            ports: [clickhouse.connection(stack.of(clickhouse)).httpPort],
            purpose: 'deletion of what is too old',
          },
        ]
      : []),
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
  workloads: (s, stack) => ({ projects: projectsOf(s).length > 0, retention: hasRetention(stack) }),
  values: langfuseValues,
  mistakes: (s, stack, { values }) => [
    ...imageMistakes(s, values.get(langfuse.name)),
    ...storeMistakes(stack),
    ...doorMistakes(s),
  ],
  manifests: (s, stack) => [
    workerService(),
    ...(startsLater(langfuse, stack)
      ? []
      : [...migrations(s, stack), ...projectJobs(s, stack), ...retentionJob(s, stack)]),
    ...routes(stack),
  ],
  perCluster: (s, stack, { domain }) => {
    const host = publicHost(stack.of(gateway), langfuse.name, domain);
    const pods = hasPublicDownloads(stack)
      ? {
          web: { pod: { additionalEnv: webEnvironment(s, stack, domain) } },
          worker: { pod: { additionalEnv: workerEnvironment(s, stack, domain) } },
        }
      : {};
    return {
      values: { langfuse: { nextauth: { url: `https://${host}` }, ...pods } },
      manifests: routes(stack, host),
    };
  },
});

/** Web migrates too when it starts. */
function databaseFlows(s: LangfuseSettings, stack: Stack): readonly Flow[] {
  const { web, worker, migrations: migrating, projects } = langfuse;
  const clients = [web, worker, ...(projectsOf(s).length > 0 ? [projects] : [])];
  const isPooled = hasPooler(stack.of(postgres));
  const ports = [postgres.connection(stack.of(postgres)).port];
  return [
    ...(isPooled ? [web, migrating] : [...clients, migrating]).map((from) => ({
      from,
      to: postgres.instances,
      ports,
      purpose: isPooled ? 'migrations' : 'users, projects, prompts',
    })),
    ...(isPooled ? clients : []).map((from) => ({
      from,
      to: postgres.pooler,
      ports,
      purpose: 'users, projects, prompts',
    })),
    ...[...clients, migrating].map((from) => ({
      from,
      to: clickhouse.server,
      ports: clickhousePorts(stack),
      purpose: 'traces and scores',
    })),
  ];
}

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
