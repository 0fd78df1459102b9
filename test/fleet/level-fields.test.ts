/** What a level below the fleet takes away with null, of everything that levels have alike. */
import { describe, expect, it } from 'vitest';
import { componentsOf } from '../../generator/custom/components-of.ts';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import type { Cluster } from '../../generator/fleet/model.ts';
import { LEVEL_FIELDS, type LevelField } from '../../generator/fleet/schema/level-fields.ts';
import { judgeFleet } from '../../generator/judge/judge-fleet.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';

/** A value of each field. */
const SAID: Readonly<Record<LevelField, Json>> = {
  kubernetesApi: { ports: [16443], cidrs: ['10.0.0.1/32'] },
  clusterDns: { namespace: 'dns', ports: [5353] },
  hostPolicies: 'cilium',
  storageClass: 'fast',
  registry: { images: 'registry.acme.io', charts: { url: 'oci://registry.acme.io/charts' }, pullSecrets: ['pull'] },
  placement: {
    nodeSelector: { pool: 'a' },
    priorityClassName: 'high',
    spread: { zones: 'required', hosts: 'ignored' },
  },
  commonMetadata: { labels: { team: 'a', 'acme.io/cost': '1' }, annotations: { 'acme.io/owner': 'a' } },
  trust: { configMap: 'authorities' },
  proxy: { http: 'http://proxy.acme.io:3128', https: 'http://proxy.acme.io:3129', noProxy: ['.acme.io'] },
};

/** What a field has no effect without. */
const USERS = { grafana: { egress: [{ to: 'host', host: 'db.acme.io', ports: [5432] }] } };

function clusterOf(fleet: JsonObject, environment: JsonObject, cluster: JsonObject): Cluster {
  const [one] = describedFleet(
    inputFiles({ fleet: { ...fleet, environments: { prod: environment } }, clusters: { c: cluster } }),
  ).clusters;
  if (one === undefined) throw new Error('the fleet has one cluster');
  return one;
}

/** The mistakes of a fleet with two clusters, of which one says more. */
function told(fleet: JsonObject, cluster: JsonObject): readonly string[] {
  const files = inputFiles({ fleet, clusters: { c: cluster, d: {} } });
  return loadFleet(import.meta.dirname, componentsOf, judgeFleet, files).diagnostics.map(
    ({ file, path, code }) => `${file} ${path} ${code}`,
  );
}

describe.each(LEVEL_FIELDS)('%s', (field) => {
  const plain = clusterOf({}, {}, {})[field];
  const said = { [field]: SAID[field] };

  it('is inherited', () => {
    expect(clusterOf(said, {}, {})[field]).not.toEqual(plain);
  });

  it('is taken away by null in an environment, and in a cluster', () => {
    expect(clusterOf(said, { [field]: null }, {})[field]).toEqual(plain);
    expect(clusterOf(said, {}, { [field]: null })[field]).toEqual(plain);
    expect(clusterOf({}, said, { [field]: null })[field]).toEqual(plain);
  });

  it('can be said anew below the level that takes it away', () => {
    expect(clusterOf(said, { [field]: null }, said)[field]).toEqual(clusterOf({}, {}, said)[field]);
  });

  it('is refused as null where no level above says it', () => {
    const used = { components: USERS };
    expect(told(used, { [field]: null })).toEqual([`clusters/c/cluster.yaml spec.${field} setting-unused`]);
    expect(told({ ...used, ...said }, { [field]: null })).toEqual([]);
  });
});

it.each<[JsonObject, JsonObject, Partial<Cluster>]>([
  [
    { registry: SAID.registry },
    { registry: { pullSecrets: null } },
    { registry: { images: 'registry.acme.io', charts: { url: 'oci://registry.acme.io/charts' } } },
  ],
  [
    { kubernetesApi: SAID.kubernetesApi },
    { kubernetesApi: { ports: null } },
    { kubernetesApi: { ports: [443, 6443], cidrs: ['10.0.0.1/32'] } },
  ],
  [
    { placement: SAID.placement },
    { placement: { spread: { zones: null }, nodeSelector: null } },
    { placement: { priorityClassName: 'high', spread: { hosts: 'ignored' } } },
  ],
  [
    { commonMetadata: SAID.commonMetadata },
    { commonMetadata: { labels: { team: null } } },
    { commonMetadata: { labels: { 'acme.io/cost': '1' }, annotations: { 'acme.io/owner': 'a' } } },
  ],
])('a single field of %j is taken away by %j', (fleet, cluster, expected) => {
  expect(clusterOf(fleet, {}, cluster)).toMatchObject(expected);
  for (const field of Object.keys(expected) as LevelField[])
    expect(clusterOf(fleet, {}, cluster)[field]).toEqual(expected[field]);
});

/** A map whose keys people choose, below a component. */
const FREE_MAPS: readonly (readonly [string, JsonObject, JsonObject])[] = [
  [
    'gateway.annotations',
    { gateway: { kind: 'ingress', className: 'nginx', annotations: { 'acme.io/a': '1', 'acme.io/b': '2' } } },
    { gateway: { annotations: { 'acme.io/a': null } } },
  ],
  [
    'gpu.nodeSelector',
    { gpu: { mode: 'managed', pricePerHour: 2, nodeSelector: { a: '1', b: '2' } } },
    { gpu: { nodeSelector: { a: null } } },
  ],
  [
    'the selector, labels and headers of prometheus.external',
    {
      prometheus: {
        mode: 'external',
        external: {
          url: 'http://prometheus.monitoring.svc:9090',
          writeUrls: ['http://prometheus.monitoring.svc:9090/api/v1/write'],
          scrapers: { namespaces: ['monitoring'], selector: { a: '1', b: '2' } },
          monitorLabels: { a: '1', b: '2' },
          headers: { A: '1', B: '2' },
        },
      },
    },
    {
      prometheus: {
        external: { scrapers: { selector: { a: null } }, monitorLabels: { a: null }, headers: { A: null } },
      },
    },
  ],
];

describe.each(FREE_MAPS)('a key of %s', (_, said, taken) => {
  it('is taken away by null', () => {
    expect(told({ components: said }, { components: taken })).toEqual([]);
  });

  it('is not, where the component is not deployed', () => {
    const nowhere = Object.fromEntries(
      Object.keys(taken).map((name) => [name, { ...Object(taken[name]), mode: 'disabled' }]),
    );
    expect(told({ components: said }, { components: nowhere })).not.toEqual([]);
  });
});

it.each<[string, JsonObject]>([
  ['placement.nodeSelector', { placement: { nodeSelector: { pool: 'a', size: 'b' } } }],
  ['clusterDns.labels', { clusterDns: { labels: { pool: 'a', size: 'b' } } }],
  [
    'components.postgres.placement.nodeSelector',
    { components: { postgres: { placement: { nodeSelector: { pool: 'a', size: 'b' } } } } },
  ],
])('a null among the labels of %s is refused, because the others would go too', (path, said) => {
  const nulled = JSON.parse(JSON.stringify(said).replace('"a","size":"b"', 'null'));
  expect(told(said, nulled)).toEqual([`clusters/c/cluster.yaml spec.${path}.pool setting-unused`]);
  // What a cluster says in their place is no reason to find fault with those above.
  expect(told(said, JSON.parse(JSON.stringify(said).replace('"size":"b"', '"zone":"c"')))).toEqual([]);
});
