/** Random fleets of one cluster: settings and raw values of every component, at every level and in groups. */
import fc from 'fast-check';
import { alertingComponent } from '../../generator/components/alerting/alerting.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import { type Cluster, ENGINES, type Engine, type Fleet, HOST_POLICIES } from '../../generator/fleet/model.ts';
import { secretPlaces } from '../../generator/fleet/parse/secret-text.ts';
import type { LevelField } from '../../generator/fleet/schema/level-fields.ts';
import { SECTIONS_COMPONENT } from '../../generator/fleet/schema/sections.ts';
import type { Component } from '../../generator/stack/component.ts';
import { arbitraryValues, shapeOfChart } from '../charts/arbitrary-values.ts';
import { describedFleet } from '../described-fleet.ts';
import { withUserList } from './arbitrary-lists.ts';
import { arbitrarySettings, optionalFields, type Whose } from './arbitrary-settings.ts';

const size = fc.constantFrom('small', 'medium', 'large');
const secrets = fc.constantFrom<JsonObject>(
  { provider: 'generated' },
  { provider: 'aws-secrets-manager', prefix: 'a/b', region: 'eu-west-1' },
  { provider: 'gcp-secret-manager', projectID: 'acme' },
  { provider: 'vault', server: 'https://vault.example.com' },
);
const kubernetesApi = optionalFields({
  ports: fc.constantFrom<Json>([443, 6443], [16443]),
  cidrs: fc.constantFrom<Json>([], ['10.0.0.1/32', 'fd00::/64']),
});
const storageClass = fc.constantFrom('fast-ssd', 'standard');
const registry = optionalFields({
  images: fc.constantFrom<Json>('registry.acme.io', 'registry.acme.io:5000/mirror'),
  charts: fc.constantFrom<Json>(
    { url: 'oci://registry.acme.io/charts' },
    { url: 'https://charts.acme.io', secretName: 'charts' },
  ),
  pullSecrets: fc.constantFrom<Json>([], ['registry-acme']),
});
const spreading = fc.constantFrom('preferred', 'required', 'ignored');
const placement = optionalFields({
  nodeSelector: fc.constantFrom<Json>({}, { pool: 'observability' }, { pool: 'large', 'acme.io/disk': 'fast' }),
  tolerations: fc.constantFrom<Json>([], [{ key: 'dedicated', value: 'observability', effect: 'NoSchedule' }]),
  priorityClassName: fc.constantFrom('observability', 'system-cluster-critical'),
  spread: optionalFields({ zones: spreading, hosts: spreading }),
});
const commonMetadata = optionalFields({
  labels: fc.constantFrom<Json>({ team: 'search' }, { team: 'platform', 'acme.io/cost-center': '4711' }),
  annotations: fc.constantFrom<Json>({ 'acme.io/owner': 'platform@acme.io' }),
});
const trust = fc.constantFrom<Json>({ configMap: 'acme-authorities' }, { configMap: 'bundle', key: 'all.pem' });
const proxy = optionalFields({
  http: fc.constant('http://proxy.acme.io:3128'),
  https: fc.constantFrom('http://proxy.acme.io:3128', 'http://10.0.0.9:8080'),
  noProxy: fc.constantFrom<Json>([], ['.acme.io', '203.0.113.0/24']),
});
const clusterDns = optionalFields({
  namespace: fc.constantFrom<Json>('kube-system', 'openshift-dns'),
  labels: fc.constantFrom<Json>({ 'k8s-app': 'kube-dns' }, { 'dns.operator.openshift.io/daemonset-dns': 'default' }),
  ports: fc.constantFrom<Json>([53], [5353]),
  cidrs: fc.constantFrom<Json>([], ['10.96.0.10/32']),
});
/** What a chart takes, and anything where it is free, but for what looks like a secret; or a list over a generated one. */
const rawValues = ({ name, chart }: Component): fc.Arbitrary<JsonObject> =>
  chart === undefined
    ? fc.constant({})
    : withUserList(
        name,
        arbitraryValues(shapeOfChart(chart.name)).filter((values) => [...secretPlaces(values)].length === 0),
      );
/** Components of the fleet's own, beside ours. */
const customComponents: JsonObject = {
  weather: {
    description: 'Weather reports.',
    chart: { repository: 'oci://registry.acme.io/charts', name: 'weather', version: '1.2.3' },
    namespace: { name: 'weather' },
    workloads: { server: { selector: { app: 'weather' } } },
    requires: ['postgres', 'lookout'],
    flows: [
      { from: 'weather.server', to: 'postgres.instances', ports: [5432] },
      { from: 'weather.server', to: 'postgres.drill', ports: [5432] },
      { from: 'langfuse.web', to: 'weather.server', ports: [8080] },
      { from: 'weather.server', to: 'lookout.window', ports: [8080] },
      { from: { namespaces: ['billing'] }, to: 'weather.server', ports: [8080] },
    ],
  },
  lookout: {
    description: 'Looks out.',
    chart: { repository: 'https://charts.acme.io', name: 'lookout', version: 'v1.0.0' },
    namespace: { name: 'weather' },
    workloads: { window: { selector: { app: 'lookout' } } },
  },
};

/** What levels say of them: the values of their charts can be any. */
const ofCustomComponents = Object.fromEntries(
  Object.keys(customComponents).map((name) => [
    name,
    optionalFields({
      mode: fc.constantFrom('managed', 'disabled'),
      version: fc.constant(name === 'lookout' ? 'v2.0.0' : '2.0.0'),
      values: fc.dictionary(
        fc.constantFrom('replicas', 'image', 'a.b', 'hosts'),
        fc.oneof(
          fc.constantFrom<Json>(null, 0, '', 'a', [], [1, 2], {}, [{ name: 'a' }, { name: 'b', b: null }]),
          fc.dictionary(fc.constantFrom('tag', 'inner'), fc.constantFrom<Json>(null, 1, { a: 1 }, { a: null })),
        ),
      ),
    }),
  ]),
);

/** Of components, at a level that may say `whose` settings. */
const components = (whose: Whose) =>
  optionalFields({
    ...ofCustomComponents,
    ...Object.fromEntries(
      REGISTRY.filter(({ name }) => name !== SECTIONS_COMPONENT).map((component) => [
        component.name,
        fc
          .tuple(
            arbitrarySettings(component, whose),
            component.pods === undefined ? fc.constant({}) : optionalFields({ placement }),
            rawValues(component),
          )
          .map(
            ([settings, placed, values]): Json => ({
              ...settings,
              ...placed,
              ...(component.chart === undefined ? {} : { values }),
            }),
          ),
      ]),
    ),
  });

/** What the input says beside components. */
const sections = arbitrarySettings(alertingComponent, 'shared');

/** What levels have alike; below the fleet, null may take it away. */
const FIELDS: Readonly<Record<LevelField, fc.Arbitrary<Json>>> = {
  kubernetesApi,
  clusterDns,
  hostPolicies: fc.constantFrom(...HOST_POLICIES),
  storageClass,
  registry,
  placement,
  commonMetadata,
  trust,
  proxy,
};

const REMOVABLE = Object.fromEntries(
  Object.entries(FIELDS).map(([name, field]) => [name, fc.option(field, { freq: 4 })]),
);

/** How the engines are installed: monitors and network policies of the stack name their namespaces and workloads. */
const engines = optionalFields({
  argocd: optionalFields({
    namespace: fc.constantFrom('openshift-gitops', 'gitops'),
    workloads: fc.constantFrom('openshift-gitops', 'argo-cd-argocd'),
  }),
  flux: optionalFields({
    namespace: fc.constantFrom('gitops', 'fleet-system'),
    serviceAccountName: fc.constant('observatory'),
  }),
});

function level(whose: Whose, fields: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(optionalFields({ size, secrets, ...fields, components: components(whose) }), sections)
    .map(([own, beside]) => ({ ...own, ...beside }));
}

export interface RandomInput {
  readonly fleet: JsonObject;
  readonly environment: JsonObject;
  /** What each says beside its name; the cluster is in all of them. */
  readonly groups: readonly JsonObject[];
  readonly cluster: JsonObject;
  readonly provider: string;
  readonly engine: Engine;
}

export const randomInput: fc.Arbitrary<RandomInput> = fc.record({
  fleet: fc.tuple(level('shared', FIELDS), engines).map(([own, installed]) => ({ ...own, ...installed })),
  environment: level('shared', REMOVABLE),
  groups: fc.array(level('shared', REMOVABLE), { maxLength: 2 }),
  cluster: level('cluster', REMOVABLE),
  provider: fc.constantFrom('aws', 'gcp', 'bare'),
  engine: fc.constantFrom(...ENGINES),
});

/** A fleet of one environment and one cluster. */
export function fleetOf({ fleet, environment, groups, cluster, provider, engine }: RandomInput): Fleet {
  const fleetYaml = {
    apiVersion: 'lang-observatory.dev/v1',
    kind: 'Fleet',
    metadata: { name: 'random' },
    spec: {
      repository: { url: 'https://example.com/repo.git' },
      domain: 'example.com',
      customComponents,
      ...fleet,
      environments: { one: environment },
      groups: groups.map((said, index) => ({ name: `group-${index}`, match: { provider }, ...said })),
    },
  };
  const clusterYaml = {
    apiVersion: 'lang-observatory.dev/v1',
    kind: 'Cluster',
    metadata: { name: 'c' },
    spec: { environment: 'one', engine, provider: { name: provider, region: 'r-1' }, ...cluster },
  };
  const pending = new Map([
    ['fleet.yaml', emitYaml(fleetYaml)],
    ['clusters/c/cluster.yaml', emitYaml(clusterYaml)],
  ]);
  return describedFleet(pending);
}

export function onlyCluster(fleet: Fleet): Cluster {
  const [cluster] = fleet.clusters;
  if (cluster === undefined) throw new Error('the fleet has one cluster');
  return cluster;
}
