/** Data sources that a team adds to Grafana: what Grafana reads, where credentials are, and which ways are open. */
import { describe, expect, it } from 'vitest';
import { mapAt } from '../../generator/data/fields.ts';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const TRACES: JsonObject = {
  name: 'traces',
  title: 'Traces of $company',
  type: 'tempo',
  url: 'https://tempo.acme.io:8443',
  options: { tracesToLogsV2: { datasourceUid: 'logs', query: '{service_name="${__span.name}"}' }, limits: ['$a', 5] },
  headers: { 'X-Scope-OrgID': 'a$b' },
  secretHeaders: ['Authorization', 'api-key'],
};

function generated(dataSources: readonly Json[], spec: JsonObject = {}) {
  const components = watchedCluster({ cluster: { ...spec, components: { grafana: { dataSources } } } });
  const { values = {}, manifests = [] } = components.get('grafana') ?? {};
  const stored = [...components.values()]
    .flatMap((one) => one.manifests)
    .filter(({ kind }) => kind === 'ExternalSecret');
  return { values, manifests, stored };
}

describe('a data source of a team', () => {
  const { values, stored, manifests } = generated([TRACES]);

  it('is beside those of the stack, with what it needs in variables of the pod', () => {
    expect(values).toMatchObject({
      datasources: {
        'datasources.yaml': {
          prune: true,
          datasources: [
            { uid: 'prometheus', isDefault: true },
            { uid: 'logs' },
            { uid: 'audit' },
            {
              name: 'Traces of $$company',
              uid: 'traces',
              type: 'tempo',
              access: 'proxy',
              url: 'https://tempo.acme.io:8443',
              isDefault: false,
              jsonData: {
                httpHeaderName1: 'X-Scope-OrgID',
                httpHeaderName2: 'Authorization',
                httpHeaderName3: 'api-key',
              },
              secureJsonData: {
                httpHeaderValue1: 'a$$b',
                httpHeaderValue2: '$SOURCE_TRACES__AUTHORIZATION',
                httpHeaderValue3: '$SOURCE_TRACES__API_KEY',
              },
            },
          ],
        },
      },
      envValueFrom: {
        SOURCE_TRACES__AUTHORIZATION: { secretKeyRef: { name: 'grafana-source-traces', key: 'Authorization' } },
        SOURCE_TRACES__API_KEY: { secretKeyRef: { name: 'grafana-source-traces', key: 'api-key' } },
      },
    });
  });

  it('has no way to the variables of Grafana in its options', () => {
    expect(values).toMatchObject({
      datasources: {
        'datasources.yaml': {
          datasources: [
            {},
            {},
            {},
            {
              jsonData: {
                tracesToLogsV2: { datasourceUid: 'logs', query: '{service_name="$${__span.name}"}' },
                limits: ['$$a', 5],
              },
            },
          ],
        },
      },
    });
  });

  it('has a Secret from the secrets provider, with a key for each header', () => {
    const secret = stored.find(({ metadata }) => metadata.name === 'grafana-source-traces');
    expect(Object.keys(mapAt(secret ?? {}, 'spec', 'target', 'template', 'data'))).toEqual([
      'Authorization',
      'api-key',
    ]);
  });

  it('has none where the team names one, or where no header is secret', () => {
    const own = generated([
      { ...TRACES, secretName: 'mine' },
      { name: 'lines', type: 'loki', url: 'https://loki.acme.io' },
    ]);
    expect(own.stored.filter(({ metadata }) => metadata.name.startsWith('grafana-source'))).toEqual([]);
    expect(own.values).toMatchObject({
      envValueFrom: { SOURCE_TRACES__API_KEY: { secretKeyRef: { name: 'mine', key: 'api-key' } } },
    });
  });

  it('can be reached through the network policy', () => {
    const policy = manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'grafana');
    expect(policy?.spec).toMatchObject({
      egress: expect.arrayContaining([{ ports: [{ port: 8443, protocol: 'TCP' }] }]),
    });
    const named = generated([TRACES], { hostPolicies: 'cilium' }).manifests;
    expect(named.find(({ metadata }) => metadata.name === 'grafana-to-hosts')?.spec).toMatchObject({
      egress: expect.arrayContaining([expect.objectContaining({ toFQDNs: [{ matchName: 'tempo.acme.io' }] })]),
    });
  });
});
