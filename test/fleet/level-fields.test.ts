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
    const told = (fleet: JsonObject, cluster: JsonObject): readonly string[] => {
      const files = inputFiles({ fleet: { components: USERS, ...fleet }, clusters: { c: cluster, d: {} } });
      return loadFleet(import.meta.dirname, componentsOf, judgeFleet, files).diagnostics.map(
        ({ file, path, code }) => `${file} ${path} ${code}`,
      );
    };
    expect(told({}, { [field]: null })).toEqual([`clusters/c/cluster.yaml spec.${field} setting-unused`]);
    expect(told(said, { [field]: null })).toEqual([]);
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
