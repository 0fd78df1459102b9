/** The two input kinds. Editors show the descriptions. The settings of components are defined by the components. */

import * as z from 'zod';
import { STORE_NEAR_FULL } from '../../telemetry/alert-names.ts';
import { pathOf } from '../../tree/layout.ts';
import { ENGINES, HOST_POLICIES, KUBERNETES_MINORS, PROVIDERS, SIZES } from '../model.ts';
import { clusterArgocd, fleetArgocd, levelArgocd } from './argocd.ts';
import { commonMetadata } from './common-metadata.ts';
import { customComponents } from './custom-components.ts';
import { fleetFlux, levelFlux } from './flux.ts';
import { gitRef } from './git-refs.ts';
import { match } from './match.ts';
import { moment } from './moment.ts';
import { placement as placementOf } from './placement.ts';
import { foreignName } from './plain-text.ts';
import { proxy } from './proxy.ts';
import { cidr, dnsLabel, domain, labelKey, labelValue, objectName, port, webAddress } from './quantities.ts';
import { registry } from './registry.ts';
import { repository } from './repository.ts';
import { trust } from './trust.ts';

const API_VERSION = 'lang-observatory.dev/v1';

/** Argo CD names an Application `<cluster>-<component>` and keeps the name in a label, which has at most 63 characters. */
const clusterName = dnsLabel(40);

/** What is wrong with the name of a cluster; checked before it becomes part of a path. */
export function clusterNameProblem(name: string): string | undefined {
  return clusterName.safeParse(name).error?.issues[0]?.message;
}

/** Of what clusters share: an environment, a group, a wave. */
const sharedName = dnsLabel(40);

/** Only the type is checked here: settings are checked by the schema of their component. */
const components = z
  .record(z.string(), z.record(z.string(), z.unknown()))
  .meta({ examples: [{ postgres: { storage: '100Gi' } }] })
  .default({})
  .describe(
    'Settings of components, by name. They are merged in the order fleet, environment, groups, cluster; null removes a setting.',
  );

/** Merged and checked as settings of the component `alerting`, see sections.ts. */
const sections = {
  alerting: z.unknown().optional().describe('Who receives alerts, and how.'),
  slos: z
    .unknown()
    .optional()
    .describe('Service level objectives: the built-in ones, which can be changed, and your own.'),
  budget: z.unknown().optional().describe('Cost budget of the LLM applications of a cluster.'),
  auth: z.unknown().optional().describe('How people sign in to Langfuse and Grafana.'),
};

const size = z
  .enum(SIZES)
  .describe(
    `Size of the stack, which sets replicas, resources and storage. On a running cluster another size changes the sizes of volumes. The StatefulSets of valkey, logs, audit and object-store reject that, and the operator of prometheus does not expand volumes: set their storage to the present size, or expand the volumes as ${pathOf('runbook', { alert: STORE_NEAR_FULL })} describes.`,
  );

const prefix = z
  .string()
  .regex(/^(?!-)[A-Za-z0-9/_-]*$/, { error: 'may contain letters, digits, /, _ and -, and must not begin with -' })
  .default('observatory');

const secrets = z
  .discriminatedUnion('provider', [
    z.strictObject({ provider: z.literal('generated').describe('Passwords are generated inside the cluster, once.') }),
    z.strictObject({
      provider: z.literal('aws-secrets-manager').describe('AWS Secrets Manager.'),
      prefix: prefix.describe('Prefix of the names of all entries.'),
      region: foreignName
        .meta({ examples: ['eu-west-1'] })
        .optional()
        .describe('Region of the store, if it differs from the region of the cluster.'),
    }),
    z.strictObject({
      provider: z.literal('gcp-secret-manager').describe('Google Secret Manager.'),
      prefix: prefix.describe('Prefix of the names of all entries.'),
      projectID: foreignName.meta({ examples: ['acme-staging'] }).describe('The project that holds the secrets.'),
    }),
    z.strictObject({
      provider: z.literal('azure-key-vault').describe('Azure Key Vault.'),
      prefix: prefix.describe('Prefix of the names of all entries.'),
      vaultUrl: webAddress.meta({ examples: ['https://acme.vault.azure.net'] }).describe('Address of the Key Vault.'),
      tenantId: z
        .uuid({ error: 'is not a tenant ID such as 72f988bf-86f1-41af-91ab-2d7cd011db47' })
        .meta({ title: 'UUID', examples: ['72f988bf-86f1-41af-91ab-2d7cd011db47'] })
        .describe('The Microsoft Entra tenant of the Key Vault.'),
    }),
    z.strictObject({
      provider: z.literal('vault').describe('HashiCorp Vault or OpenBao, KV version 2.'),
      prefix: prefix.describe('Prefix of the names of all entries.'),
      server: webAddress.meta({ examples: ['https://vault.acme.io'] }).describe('Address of Vault.'),
      path: foreignName.default('secret').describe('Mount path of the KV version 2 engine.'),
      role: foreignName.default('external-secrets').describe('Role of the Kubernetes auth method.'),
      mountPath: foreignName.default('kubernetes').describe('Mount path of the Kubernetes auth method.'),
      namespace: foreignName.optional().describe('Namespace of Vault Enterprise or OpenBao; none by default.'),
      caConfigMap: dnsLabel(253)
        .optional()
        .describe(
          'ConfigMap in the namespace external-secrets whose key `ca.crt` holds the authority for the certificate of Vault; public authorities by default.',
        ),
    }),
  ])
  .describe('Where secrets come from. They are never in the repository.');

const kubernetesApi = z
  .strictObject({
    ports: z
      .array(port)
      .min(1)
      .optional()
      .describe(
        'Ports of its Service and of its servers, e.g. 443 and 16443 for MicroK8s, 443 and 8443 for minikube. 443 and 6443 by default.',
      ),
    cidrs: z
      .array(cidr)
      .optional()
      .describe('Addresses of its Service and of its servers. Any address by default, and when empty.'),
  })
  .optional()
  .describe('Ports and addresses of the Kubernetes API, for network policies.');

const clusterDns = z
  .strictObject({
    namespace: dnsLabel().optional().describe('Namespace of its pods, e.g. openshift-dns. kube-system by default.'),
    labels: z
      .record(labelKey, labelValue)
      .meta({ examples: [{ app: 'dns' }] })
      .optional()
      .describe('Labels of its pods. k8s-app: kube-dns by default. They replace what is said above as a whole.'),
    ports: z.array(port).min(1).optional().describe('Ports that its pods listen on, e.g. 5353. 53 by default.'),
    cidrs: z
      .array(cidr)
      .optional()
      .describe(
        'Other addresses of DNS servers. By default they are link-local addresses, for a node-local cache; add the address of the DNS Service if the cache listens on it.',
      ),
  })
  .optional()
  .describe('Pods, ports and addresses of the DNS of the cluster, for network policies.');

const hostPolicies = z
  .enum(HOST_POLICIES)
  .meta({ examples: ['cilium'] })
  .optional()
  .describe(
    'Kind of the policies for servers that are known by their host names, which a NetworkPolicy of Kubernetes cannot name. `cilium`: CiliumNetworkPolicy, which needs the DNS proxy of Cilium. `calico`: NetworkPolicy of Calico Enterprise or Calico Cloud; Calico Open Source knows no host names. By default the port of such a server is open to every address.',
  );

const storageClass = objectName
  .meta({ examples: ['fast-ssd'] })
  .optional()
  .describe(
    'StorageClass of all volumes whose component does not set its own; by default the default StorageClass of the cluster. On a running cluster only new volumes get it.',
  );

const placement = placementOf.describe(
  'Where the pods of all components may run; what a component says for itself wins.',
);

const labels = z
  .record(labelKey, labelValue)
  .meta({ examples: [{ team: 'search' }] })
  .default({})
  .describe('Labels, for information and for selecting clusters.');

const wave = z.strictObject({
  name: sharedName.meta({ examples: ['canary'] }).describe('Name of the wave.'),
  ref: gitRef.describe('Branch, or full ref, that the clusters of this wave follow.'),
});

/** What every level below the fleet may say. */
const levelSettings = {
  flux: levelFlux,
  size: size.optional(),
  secrets: secrets.optional(),
  kubernetesApi,
  clusterDns,
  hostPolicies,
  storageClass,
  registry,
  placement,
  commonMetadata,
  trust,
  proxy,
  ...sections,
  components,
};

const environment = z.strictObject({
  wave: sharedName
    .meta({ examples: ['canary'] })
    .optional()
    .describe('The wave of its clusters; the first one by default.'),
  argocd: levelArgocd,
  ...levelSettings,
});

/** Every environment is resolved for every component, whether clusters use it or not. */
export const MOST_ENVIRONMENTS = 200;

const group = z.strictObject({
  name: sharedName.meta({ examples: ['aws'] }).describe('Name of the group. Nothing that is generated has it.'),
  match,
  argocd: levelArgocd,
  ...levelSettings,
});

/** Every cluster is compared with every group. */
export const MOST_GROUPS = 100;

export const fleetSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION).describe('Version of this format.'),
  kind: z.literal('Fleet').describe('What this file describes.'),
  metadata: z
    .strictObject({ name: sharedName.describe('Name of the fleet.'), labels })
    .describe('Name and labels of the fleet.'),
  spec: z
    .strictObject({
      repository,
      argocd: fleetArgocd,
      flux: fleetFlux,
      domain: domain.describe('Parent domain of the host names, as in langfuse.<cluster>.<domain>.'),
      secrets: secrets.default({ provider: 'generated' }),
      kubernetesApi,
      clusterDns,
      hostPolicies,
      storageClass,
      registry,
      placement,
      commonMetadata,
      trust,
      proxy,
      waves: z
        .array(wave)
        .min(1)
        .optional()
        .describe(
          'Groups of clusters that get a change one after the other. By default there is one, which follows the branch.',
        ),
      size: size.default('medium'),
      environments: z
        .record(sharedName, environment.prefault({}))
        .meta({ examples: [{ prod: { size: 'large' } }] })
        .refine((all) => Object.keys(all).length <= MOST_ENVIRONMENTS, {
          error: `has more than ${MOST_ENVIRONMENTS} environments`,
        })
        .describe('Named sets of settings that clusters share.'),
      groups: z
        .array(group)
        .refine((all) => all.length <= MOST_GROUPS, { error: `has more than ${MOST_GROUPS} groups` })
        .meta({ examples: [[{ name: 'aws', match: { provider: 'aws' }, storageClass: 'gp3' }]] })
        .default([])
        .describe(
          'Settings of the clusters that match, whatever their environment. They win over the environment, and a cluster wins over them. Where several groups match, they are merged in this order: the later one wins.',
        ),
      ...sections,
      customComponents,
      components,
    })
    .describe('Settings that all clusters share.'),
});

const standby = z
  .strictObject({
    of: z
      .string()
      .meta({ examples: ['us-prod-1'] })
      .describe('The cluster whose place it can take. Both use the same bucket, and the secrets of that cluster.'),
    promotedAt: moment
      .meta({ examples: ['2026-08-03T09:30:00Z'] })
      .optional()
      .describe(
        'Promotes the standby, with the present time: PostgreSQL takes writes, ClickHouse is restored from the last backup before this time, and Langfuse and Grafana start. It cannot be undone.',
      ),
  })
  .describe(
    'Makes the cluster a standby of another one: PostgreSQL follows the backups of that cluster, and nothing writes into the stores until it is promoted.',
  );

export const clusterSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION).describe('Version of this format.'),
  kind: z.literal('Cluster').describe('What this file describes.'),
  metadata: z
    .strictObject({
      name: clusterName
        .meta({ examples: ['eu-prod-1'] })
        .describe('Name of the cluster, which is the name of its folder.'),
      labels,
    })
    .describe('Name and labels of the cluster.'),
  spec: z
    .strictObject({
      environment: z
        .string()
        .meta({ examples: ['prod'] })
        .describe('One of the environments of the fleet.'),
      engine: z.enum(ENGINES).describe('GitOps engine that reconciles the cluster.'),
      provider: z
        .strictObject({
          name: z
            .enum(PROVIDERS)
            .describe('Provider of the cluster; bare for everything that is not one of these clouds.'),
          region: foreignName
            .meta({ examples: ['eu-west-1'] })
            .optional()
            .describe('Region, as the provider calls it.'),
        })
        .describe('Where the cluster runs.'),
      kubernetes: z
        .enum(KUBERNETES_MINORS)
        .default('1.36')
        .describe('Kubernetes minor version that manifests are validated against.'),
      standby: standby.optional(),
      wave: z
        .string()
        .meta({ examples: ['canary'] })
        .optional()
        .describe("Wave of this cluster instead of the environment's, e.g. for a canary in production."),
      argocd: clusterArgocd,
      ...levelSettings,
      domain: domain
        .optional()
        .describe('Parent domain of the host names; <cluster>.<domain of the fleet> by default.'),
    })
    .describe('Where the cluster runs, and its own settings.'),
});

export type FleetInput = z.output<typeof fleetSchema>;
export type ClusterInput = z.output<typeof clusterSchema>;
