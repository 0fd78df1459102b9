/** The input of a cluster with every component and every option on at once, which others validate and apply. */
import { ENGINE_NAMES as GATEWAY_NAMES } from '../../generator/components/llm-gateways/engines.ts';
import { ENGINE_NAMES } from '../../generator/components/model-serving/engines.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import type { Engine, Size } from '../../generator/fleet/model.ts';
import type { Specs } from '../input-files.ts';

const podsOf = (engine: string): JsonObject => ({ engine, namespaces: ['models'], selector: { app: engine } });

const WORKSPACE = 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1';

const egress = [
  { to: 'pods', namespaces: ['models'], selector: { app: 'proxy' }, ports: [4000] },
  { to: 'addresses', cidr: '10.1.0.0/16', ports: [8080, 8443] },
  { to: 'host', host: '*.models.acme.io', ports: [443] },
];

/** Everything that a component can run by itself, it runs. */
const MANAGED = Object.fromEntries(
  REGISTRY.filter(({ modes }) => modes.includes('managed')).map(({ name }) => [name, { mode: 'managed' }]),
);

const OPTIONS = {
  'otel-gateway': {
    replicas: { min: 2, max: 2 },
    queue: { storage: '20Gi', storageClass: 'durable' },
    egress,
    dropAttributes: ['user.email'],
    mask: ['\\b\\d{13,16}\\b'],
    outside: [{ name: 'checkout', project: 'search' }, { name: 'billing' }],
    sendTo: [
      { name: 'apm', endpoint: 'https://otlp.acme.io', headers: { 'X-Scope-OrgID': 'a' }, secretHeaders: ['api-key'] },
      { name: 'lake', endpoint: 'https://lake.acme.io:4317', protocol: 'grpc', signals: ['logs'] },
    ],
  },
  'otel-sampler': { percent: 10, queue: { storage: '20Gi' } },
  'otel-agent': { excludeNamespaces: ['training'] },
  gpu: { pricePerHour: 2.5 },
  evaluations: { bounds: [{ score: 'helpfulness', min: 0.7 }] },
  'llm-gateways': { gateways: GATEWAY_NAMES.map(podsOf) },
  'model-serving': { servers: ENGINE_NAMES.map(podsOf) },
  clickhouse: { backup: { enabled: true, drill: { enabled: true } } },
  'object-store': { publicDownloads: true },
  postgres: {
    backup: { enabled: true, drill: { enabled: true } },
    walStorage: '5Gi',
    pooler: { instances: 2 },
    pgaudit: ['ddl', 'role', 'write'],
  },
  langfuse: {
    egress,
    privateHosts: ['proxy.models.svc'],
    oidc: { role: 'member' },
    retentionDays: 90,
    projects: [{ name: 'search', namespaces: ['search'] }],
  },
  grafana: {
    dataSources: [
      {
        name: 'traces',
        title: 'Traces of the company',
        type: 'tempo',
        url: 'https://tempo.acme.io:8443',
        options: { search: { hide: true } },
        headers: { 'X-Scope-OrgID': 'llm' },
        secretHeaders: ['Authorization'],
      },
      { name: 'cluster-metrics', type: 'prometheus', url: 'http://metrics.monitoring.svc:9090' },
      { name: 'central', type: 'prometheus', url: WORKSPACE, signIn: { kind: 'sigv4' } },
    ],
    egress,
    logsPluginUrl: 'https://artifacts.acme.io/grafana/logs.zip',
    metricsPluginUrl: 'https://artifacts.acme.io/grafana/metrics.zip',
  },
  prometheus: {
    egress,
    alertmanagerEgress: egress,
    remoteWrite: [
      {
        name: 'central',
        url: `${WORKSPACE}/api/v1/remote_write`,
        signIn: { kind: 'sigv4', roleArn: 'arn:aws:iam::123456789012:role/observatory-metrics' },
      },
    ],
  },
  openlit: { egress, backup: { enabled: true } },
} as const satisfies JsonObject;

/** One of each kind that a fleet can have besides. */
const customComponents = {
  weather: {
    description: 'Weather reports.',
    chart: { repository: 'oci://registry.acme.io/private', name: 'weather', version: '1.2.3', secretName: 'weather' },
    namespace: { name: 'weather', podSecurity: { level: 'baseline', reason: 'reads sensors' } },
    workloads: { server: { selector: { app: 'weather' } } },
    requires: ['postgres'],
    flows: [
      ...['anywhere', 'applications', 'engines', 'kubernetes-api', 'nodes', 'langfuse.web'].map((from) => ({
        from,
        to: 'weather.server',
        ports: [8080],
      })),
      { from: 'weather.server', to: { cidr: '10.1.0.0/16' }, ports: [53], protocol: 'UDP' },
      { from: 'weather.server', to: { namespaces: ['billing'], selector: { app: 'invoices' } }, ports: [443] },
    ],
    clusterKinds: ['rbac.authorization.k8s.io/ClusterRole', '/Namespace'],
    readiness: [{ apiVersion: 'apps/v1', kind: 'Deployment', conditions: ['Available'] }],
  },
} as const satisfies JsonObject;

const SPEC = {
  customComponents,
  secrets: { provider: 'vault', server: 'https://vault.acme.io', prefix: 'observatory' },
  hostPolicies: 'cilium',
  storageClass: 'fast',
  trust: { configMap: 'acme-authorities' },
  proxy: { http: 'http://proxy.acme.io:3128', https: 'http://proxy.acme.io:3128', noProxy: ['.acme.io'] },
  placement: {
    nodeSelector: { pool: 'observability' },
    tolerations: [{ key: 'dedicated', value: 'observability', effect: 'NoExecute' }],
    priorityClassName: 'observability',
    spread: { zones: 'required', hosts: 'required' },
  },
  registry: {
    images: 'registry.acme.io/mirror',
    charts: { url: 'oci://registry.acme.io/charts' },
    pullSecrets: ['registry-acme'],
  },
  auth: {
    oidc: {
      issuer: 'https://login.acme.io/realms/acme',
      clientId: 'observatory',
      groupsClaim: 'groups',
      roles: { admin: ['platform'] },
    },
  },
  alerting: {
    slack: { channel: '#alerts' },
    pagerduty: {},
    webhook: {},
    watchdog: {},
    email: { to: ['sre@acme.io'] },
    smtp: { host: 'mail.acme.io', from: 'observatory@acme.io' },
  },
  budget: { usdPerDay: 100 },
} as const satisfies JsonObject;

/** The fleet `every-option`, whose only cluster is of this size and has this engine. */
export function everyOption(size: Size, engine: Engine): Specs {
  return {
    name: 'every-option',
    fleet: { ...SPEC, environments: { prod: { size } } },
    clusters: {
      'eu-1': {
        environment: 'prod',
        engine,
        components: Object.fromEntries(
          Object.entries(MANAGED).map(([name, mode]) => [name, { ...mode, ...OPTIONS[name as keyof typeof OPTIONS] }]),
        ),
      },
    },
  };
}
