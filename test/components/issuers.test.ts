/** How the ClusterIssuer proves that the host names are ours, and which issuer is asked for the certificate of the UIs. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { watchedCluster, watchedGraph } from '../telemetry/rules/watched-cluster.ts';

const EVERY: Readonly<Record<string, JsonObject>> = {
  route53: { region: 'eu-west-1', role: 'arn:aws:iam::123456789012:role/dns-zone' },
  cloudDNS: { project: 'acme-dns', hostedZoneName: 'obs' },
  azureDNS: {
    subscriptionID: '11111111-2222-4333-8444-555555555555',
    resourceGroupName: 'dns',
    hostedZoneName: 'obs.acme.io',
    tenantID: '11111111-2222-4333-8444-555555555556',
    clientID: '11111111-2222-4333-8444-555555555557',
  },
  cloudflare: {},
  rfc2136: { nameserver: '192.0.2.53:5353', tsigKeyName: 'observatory' },
};

function issuersWith(acme: JsonObject): JsonObject {
  return { components: { issuers: { kind: 'acme', acme } } };
}

function manifestsWith(acme: JsonObject): readonly Manifest[] {
  return watchedCluster({ cluster: issuersWith(acme) }).get('issuers')?.manifests ?? [];
}

function solverOf(acme: JsonObject): unknown {
  const issuer = manifestsWith(acme).find(({ kind }) => kind === 'ClusterIssuer');
  return JSON.parse(JSON.stringify(issuer?.spec)).acme.solvers;
}

describe('DNS-01', () => {
  it('is solved by the provider of the zone', () => {
    const solvers = Object.entries(EVERY).map(([provider, said]) => solverOf({ dns01: { [provider]: said } }));
    const secret = (key: string) => ({ name: 'lang-observatory-dns01', key });
    expect(solvers).toEqual([
      [
        {
          dns01: {
            route53: {
              ...EVERY.route53,
              auth: { kubernetes: { serviceAccountRef: { name: 'lang-observatory-dns01' } } },
            },
          },
        },
      ],
      [{ dns01: { cloudDNS: EVERY.cloudDNS } }],
      [{ dns01: { azureDNS: { ...EVERY.azureDNS, clientSecretSecretRef: secret('client-secret') } } }],
      [{ dns01: { cloudflare: { apiTokenSecretRef: secret('api-token') } } }],
      [
        {
          dns01: {
            rfc2136: {
              ...EVERY.rfc2136,
              tsigAlgorithm: 'HMACSHA256',
              tsigSecretSecretRef: secret('tsig-key'),
            },
          },
        },
      ],
    ]);
  });

  it('has an account for Route 53 that cert-manager alone may ask a token of', () => {
    const made = manifestsWith({ dns01: { route53: EVERY.route53 ?? {} } });
    expect(made.map(({ kind }) => kind)).toEqual(['ClusterIssuer', 'ServiceAccount', 'Role', 'RoleBinding']);
    expect(made.find(({ kind }) => kind === 'Role')?.rules).toEqual([
      {
        apiGroups: [''],
        resources: ['serviceaccounts/token'],
        resourceNames: ['lang-observatory-dns01'],
        verbs: ['create'],
      },
    ]);
    expect(manifestsWith({ dns01: { cloudflare: {} } }).map(({ kind }) => kind)).toEqual(['ClusterIssuer']);
  });

  it('needs no pod that answers challenges, and no way in', () => {
    const flows = (acme: JsonObject) =>
      watchedGraph({ cluster: issuersWith(acme) }).graph.flows.map(({ purpose }) => purpose);
    expect(flows({})).toContain('HTTP-01 challenges');
    expect(flows({ dns01: { cloudflare: {} } })).not.toContain('HTTP-01 challenges');
    const zone = watchedGraph({ cluster: issuersWith({ dns01: { rfc2136: EVERY.rfc2136 ?? {} } }) })
      .graph.flows.filter(({ purpose }) => purpose === 'the DNS zone')
      .map(({ ports, protocol = 'TCP' }) => ({ ports, protocol }));
    expect(zone).toEqual([
      { ports: [5353], protocol: 'TCP' },
      { ports: [5353], protocol: 'UDP' },
    ]);
  });

  it('asks for its key in the secrets store unless somebody else makes the Secret', () => {
    const needed = (said: JsonObject) =>
      watchedGraph({ cluster: issuersWith({ dns01: { cloudflare: said } }) })
        .graph.stack.secrets.filter(({ namespace }) => namespace === 'cert-manager')
        .map(({ name, keys }) => ({ name, keys: Object.keys(keys) }));
    expect(needed({})).toEqual([{ name: 'lang-observatory-dns01', keys: ['api-token'] }]);
    expect(needed({ secretName: 'zone-token' })).toEqual([]);
  });
});

describe('an issuer that is there already', () => {
  const certificateOf = (components: JsonObject) =>
    watchedCluster({ cluster: { components } })
      .get('gateway')
      ?.manifests.find(({ kind }) => kind === 'Certificate')?.spec;

  it('is named by its name, and by kind and API group where it is not of cert-manager', () => {
    expect(certificateOf({ issuers: { mode: 'existing' } })).toMatchObject({
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'lang-observatory' },
    });
    expect(certificateOf({ issuers: { mode: 'existing', issuerRef: { name: 'letsencrypt-prod' } } })).toMatchObject({
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'letsencrypt-prod' },
    });
    const issuerRef = { name: 'acme', kind: 'AWSPCAClusterIssuer', group: 'awspca.cert-manager.io' };
    expect(certificateOf({ issuers: { mode: 'existing', issuerRef } })).toMatchObject({ issuerRef });
  });
});
