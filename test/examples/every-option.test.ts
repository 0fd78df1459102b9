/** A cluster with every component and every option on at once, in all sizes and for both engines: it is valid, and its layers are exact. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ENGINE_NAMES as GATEWAY_NAMES } from '../../generator/components/llm-gateways/engines.ts';
import { ENGINE_NAMES } from '../../generator/components/model-serving/engines.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { ENGINES, SIZES } from '../../generator/fleet/model.ts';
import { commandLine } from '../commands/command-line.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';
import { manifestsOf, valuesOf } from '../layers/both-sides.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

const podsOf = (engine: string): JsonObject => ({ engine, namespaces: ['models'], selector: { app: engine } });

const egress = [
  { to: 'pods', namespaces: ['models'], selector: { app: 'proxy' }, ports: [4000] },
  { to: 'addresses', cidr: '10.1.0.0/16', ports: [8080, 8443] },
];

/** Everything that a component can run by itself, it runs. */
const MANAGED = Object.fromEntries(
  REGISTRY.filter(({ modes }) => modes.includes('managed')).map(({ name }) => [name, { mode: 'managed' }]),
);

const OPTIONS = {
  'otel-gateway': {
    egress,
    mask: ['\\b\\d{13,16}\\b'],
    sendTo: [
      { name: 'apm', endpoint: 'https://otlp.acme.io', headers: { 'X-Scope-OrgID': 'a' }, secretHeaders: ['api-key'] },
      { name: 'lake', endpoint: 'https://lake.acme.io:4317', protocol: 'grpc', signals: ['logs'] },
    ],
  },
  'otel-sampler': { percent: 10 },
  'otel-agent': { excludeNamespaces: ['training'] },
  gpu: { pricePerHour: 2.5 },
  evaluations: { bounds: [{ score: 'helpfulness', min: 0.7 }] },
  'llm-gateways': { gateways: GATEWAY_NAMES.map(podsOf) },
  'model-serving': { servers: ENGINE_NAMES.map(podsOf) },
  clickhouse: { backup: { enabled: true, drill: { enabled: true } } },
  postgres: {
    backup: { enabled: true, drill: { enabled: true } },
    walStorage: '5Gi',
    pgaudit: ['ddl', 'role', 'write'],
  },
  langfuse: { egress, privateHosts: ['proxy.models.svc'], oidc: { role: 'member' } },
  grafana: { egress, logsPluginUrl: 'https://artifacts.acme.io/grafana/logs.zip' },
  prometheus: { egress, alertmanagerEgress: egress },
  openlit: { egress },
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

const CASES = SIZES.flatMap((size) => ENGINES.map((engine) => [size, engine] as const));

let kustomize = '';
beforeAll(async () => {
  kustomize = await realTool('kustomize');
});

describe.each(CASES)('with every option on, in size %s with %s', (size, engine) => {
  const files = inputFiles({
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
  });

  it('is valid', () =>
    inTemporaryFolder(async (folder) => {
      writeFiles(folder, files);
      const { exitCode, err } = await commandLine(folder, 'generate');
      expect([exitCode, err]).toEqual([0, '']);
    }));

  it('has exact layers', async () => {
    const fleet = describedFleet(files);
    for (const cluster of fleet.clusters) {
      const { merged, wanted } = valuesOf(fleet, cluster);
      expect(Object.keys(merged).length).toBeGreaterThan(15);
      expect(merged).toEqual(wanted);
      const manifests = await manifestsOf(kustomize, fleet, cluster);
      expect(manifests.built).toEqual(manifests.wanted);
    }
  });
});
