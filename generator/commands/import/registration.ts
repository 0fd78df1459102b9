/**
 * How Argo CD knows a cluster, as an ExternalSecret in place of `argocd cluster add` (argoproj/argo-cd: docs/operator-manual/declarative-setup.md,
 * "Clusters"). Its token stays in the secrets store: the file has what the kubeconfig says in public, the address and the authority of its certificate.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { emitYaml } from '../../data/yaml.ts';
import type { ArgocdCluster } from '../../fleet/engine-installs.ts';
import { CLUSTER_LABEL } from '../../live/argocd/registered.ts';
import type { KubeContext } from '../../live/clusters/kubeconfig.ts';

export interface RegistrationOf {
  readonly name: string;
  readonly context: KubeContext;
  readonly argocd: ArgocdCluster;
  /** A ClusterSecretStore of the cluster where Argo CD runs. */
  readonly store: string;
}

/** The entry of the store, with a key `token`. */
export function entryOf(name: string): string {
  return `argocd-cluster-${name}`;
}

export function registrationText({ name, context, argocd: { instance, destination }, store }: RegistrationOf): string {
  const { server, name: registered } = {
    server: new URL(context.cluster.server).href.replace(/\/+$/, ''),
    name: name,
    ...destination,
  };
  const manifest = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: `cluster-${name}`, namespace: instance.namespace },
    spec: {
      refreshInterval: '1h0m0s',
      secretStoreRef: { kind: 'ClusterSecretStore', name: store },
      target: {
        name: `cluster-${name}`,
        template: {
          engineVersion: 'v2',
          type: 'Opaque',
          metadata: { labels: { [CLUSTER_LABEL.key]: CLUSTER_LABEL.value } },
          data: { name: registered, server, config: configOf(context) },
        },
      },
      data: [{ secretKey: 'token', remoteRef: { key: entryOf(name), property: 'token' } }],
    },
  };
  return [
    `# How Argo CD knows ${name}: apply it where Argo CD and External Secrets run. Not generated: it is yours.`,
    `# The entry ${entryOf(name)} of ClusterSecretStore ${store} holds, with the key token, the token of a service account that may do on ${name}`,
    '# what Argo CD deploys: docs/commands/import.md says how to make one. Argo CD must reach the address.',
    emitYaml(manifest),
  ].join('\n');
}

/** JSON in which External Secrets puts the token. */
function configOf(context: KubeContext): string {
  const { tlsServerName } = context.cluster;
  const caData = authorityOf(context);
  const tls = JSON.stringify({
    ...(caData === undefined ? {} : { caData }),
    ...(tlsServerName === undefined ? {} : { serverName: tlsServerName }),
  });
  return `{"bearerToken":{{ .token | trim | toJson }},"tlsClientConfig":${tls}}`;
}

/** In base64; undefined for a certificate of a public authority. One that nobody checks is checked by Argo CD. */
function authorityOf({ cluster, folder }: KubeContext): string | undefined {
  if (cluster.caData) return cluster.caData;
  return cluster.caFile ? readFileSync(resolve(folder, cluster.caFile)).toString('base64') : undefined;
}
