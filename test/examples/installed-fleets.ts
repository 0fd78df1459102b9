/** Fleets on engines that others have installed, described by settings alone, as public repositories of platform teams have them. */
import type { JsonObject } from '../../generator/data/json.ts';
import type { Specs } from '../input-files.ts';

const ACCOUNTS = { '111122223333': ['eu-west-1', 'us-east-1'], '444455556666': ['eu-central-1'] } as const;
const waves = [
  { name: 'canary', ref: 'main' },
  { name: 'all', ref: 'release/all' },
];

function amazonClusters(): Record<string, JsonObject> {
  return Object.fromEntries(
    Object.entries(ACCOUNTS).flatMap(([account, regions]) =>
      regions.map((region, index) => [
        `${region}-${account.slice(-4)}`,
        {
          engine: 'argocd',
          ...(index === 0 ? { wave: 'canary' } : {}),
          provider: { name: 'aws', region },
          argocd: { destination: `arn:aws:eks:${region}:${account}:cluster/acme-observability-production` },
        },
      ]),
    ),
  );
}

/** A component of the team's own, with values that differ in production. */
const exporter = {
  customComponents: {
    'spend-exporter': {
      description: 'What the gateway for models has spent, as metrics.',
      chart: { repository: 'oci://registry.acme.io/charts', name: 'spend-exporter', version: '1.4.0' },
      namespace: { name: 'spending' },
      workloads: { server: { selector: { 'app.kubernetes.io/name': 'spend-exporter' } } },
      requires: ['valkey'],
      flows: [
        { from: 'spend-exporter.server', to: 'valkey.server', ports: [6379] },
        { from: 'applications', to: 'spend-exporter.server', ports: [9100] },
      ],
    },
  },
  components: { 'spend-exporter': { values: { replicas: 1, currency: 'EUR' } } },
};
const inProduction = { components: { 'spend-exporter': { values: { replicas: 3 } } } };

export const INSTALLED_FLEETS = {
  'clusters of several accounts, registered by their ARN': {
    name: 'accounts',
    fleet: {
      ...exporter,
      waves,
      environments: { prod: { wave: 'all', ...inProduction } },
      secrets: { provider: 'aws-secrets-manager' },
    },
    clusters: amazonClusters(),
  },
  'the Argo CD of OpenShift beside another, where people sync production': {
    name: 'openshift',
    fleet: {
      waves,
      argocd: {
        instances: [
          { name: 'production', namespace: 'openshift-gitops', workloads: 'openshift-gitops' },
          { name: 'development', namespace: 'argocd' },
        ],
      },
      clusterDns: {
        namespace: 'openshift-dns',
        labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
        ports: [5353],
      },
      environments: {
        prod: {
          wave: 'all',
          argocd: {
            sync: 'manual',
            syncWindows: [{ kind: 'allow', schedule: '0 8 * * mon-fri', duration: '8h', timeZone: 'Europe/Berlin' }],
            preserveOnDeletion: true,
          },
        },
        dev: { size: 'small', argocd: { instance: 'development' } },
      },
    },
    clusters: {
      'ocp-prod-1': { engine: 'argocd', argocd: { destination: 'https://api.ocp-prod-1.acme.io:6443' } },
      'ocp-dev-1': { engine: 'argocd', environment: 'dev' },
    },
  },
  'Flux on Azure, which signs in as a GitHub App and applies signed commits only': {
    name: 'azure',
    fleet: {
      ...exporter,
      repository: {
        url: 'https://github.com/acme/observability.git',
        secretName: 'github-app',
        provider: 'github',
        verify: { secretName: 'signers' },
      },
      flux: { namespace: 'gitops', serviceAccountName: 'observatory' },
      secrets: {
        provider: 'azure-key-vault',
        vaultUrl: 'https://acme.vault.azure.net',
        tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
      },
      environments: { prod: inProduction },
    },
    clusters: {
      'westeurope-1': {
        engine: 'flux',
        provider: { name: 'azure', region: 'westeurope' },
        components: {
          'external-secrets': {
            serviceAccountAnnotations: {
              'azure.workload.identity/client-id': '5b0c2f0e-6a0f-4f0a-8d1b-6f6f5f1d2c3b',
            },
          },
        },
      },
    },
  },
} as const satisfies Readonly<Record<string, Specs>>;
