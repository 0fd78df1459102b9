/** A fleet with a cluster for each secrets provider. */
import { REGISTRY } from '../../generator/components/registry.ts';
import { type ClusterSecrets, clusterSecrets } from '../../generator/secrets/cluster-secrets.ts';
import { describedFleet } from '../described-fleet.ts';

const FLEET = `
apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git, branch: main, secretName: flux-system}
  domain: obs.acme.io
  alerting: {slack: {channel: '#llm'}, teams: {secretName: teams-hook}, email: {to: [a@acme.io]}, smtp: {host: mail.acme.io, from: o@acme.io, username: o}}
  components:
    prometheus:
      remoteWrite: [{name: central, url: https://metrics.acme.io/write, signIn: {kind: basic}}]
  environments: {prod: {}}
`;

const PROVIDERS = {
  aws: 'secrets: {provider: aws-secrets-manager, prefix: /obs}\n  provider: {name: aws, region: eu-west-1}',
  gcp: 'secrets: {provider: gcp-secret-manager, projectID: acme-prod}\n  provider: {name: gcp, region: europe-west1}',
  azure:
    'secrets: {provider: azure-key-vault, vaultUrl: https://acme.vault.azure.net, tenantId: 72f988bf-86f1-41af-91ab-2d7cd011db47}\n  provider: {name: azure, region: westeurope}',
  vault:
    'secrets: {provider: vault, server: https://vault.acme.io, path: kv, namespace: team-a}\n  provider: {name: bare}',
} as const;
export type Provider = keyof typeof PROVIDERS;
export const PROVIDER_KEYS: readonly Provider[] = ['aws', 'gcp', 'azure', 'vault'];

/** Input files by path: a cluster whose Secrets are generated in it. */
export const GENERATED: ReadonlyMap<string, string> = new Map([
  [
    'fleet.yaml',
    `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec: {repository: {url: https://github.com/acme/observability.git}, domain: obs.acme.io, environments: {prod: {}}}
`,
  ],
  [
    'clusters/eu-1/cluster.yaml',
    `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: eu-1}
spec: {environment: prod, engine: argocd, provider: {name: bare}}
`,
  ],
]);

/** What a cluster with everything inside needs of a provider; `components` are further settings. */
export function secretsAt(provider: Provider, components = '{}', engine = 'flux'): ClusterSecrets {
  const cluster = `
apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: eu-1}
spec:
  environment: prod
  engine: ${engine}
  ${PROVIDERS[provider]}
  components: ${components}
`;
  const input = new Map([
    ['fleet.yaml', FLEET],
    ['clusters/eu-1/cluster.yaml', cluster],
  ]);
  const fleet = describedFleet(input);
  const [found] = fleet.clusters;
  if (found === undefined) throw new Error('the fleet has one cluster');
  return clusterSecrets(fleet, found, REGISTRY);
}
