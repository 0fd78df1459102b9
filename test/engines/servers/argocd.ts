/** Argo CD's repo-server, application-controller and applicationset-controller, outside of the cluster that holds their objects. */
import { randomBytes } from 'node:crypto';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../free-port.ts';
import { realTool } from '../../real-tool.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { type LiveObject, readManifest } from '../live-object.ts';
import { until } from '../wait.ts';
import type { Workspace } from '../workspace.ts';
import type { Internet } from './internet.ts';
import type { Kubernetes } from './kubernetes.ts';

/** Where it is installed unless said. */
const NAMESPACE = 'argocd';

const PART_OF = { 'app.kubernetes.io/part-of': 'argocd' };

/** Empty, but the controllers refuse to start without them. */
const CONFIG_MAPS = [
  'argocd-rbac-cm',
  'argocd-cmd-params-cm',
  'argocd-gpg-keys-cm',
  'argocd-tls-certs-cm',
  'argocd-ssh-known-hosts-cm',
] as const;

/** How long until Argo CD looks at Git again by itself. The tests tell it of a change, as a webhook does. */
const RESYNC_SECONDS = 180;

/** How long the repo-server takes a ref to be where it was, even when it is told to look. */
export const REVISION_CACHE_SECONDS = 1;

export interface ArgoCD {
  /** Does the work while the controller of ApplicationSets is not running, and resolves when it runs again. */
  withoutApplicationSets(work: () => Promise<void>): Promise<void>;
}

/** The definitions of Argo CD must be there. Resolves when all three processes are ready. */
export async function startArgoCD(
  workspace: Workspace,
  internet: Internet,
  hub: Kubernetes,
  redis: string,
  namespace = NAMESPACE,
): Promise<ArgoCD> {
  for (const manifest of settings(namespace)) await hub.api.apply(manifest);
  const common = await environment(workspace, internet, hub, namespace);
  const path = await testTool('argocd');
  const address = (port: number) => `127.0.0.1:${port}`;
  const [server, serverMetrics, controllerMetrics] = [await freePort(), await freePort(), await freePort()];
  const [setMetrics, setProbe, setWebhook] = [await freePort(), await freePort(), await freePort()];
  const start = (name: string, argv: readonly string[]) =>
    workspace.start({
      name: `${namespace}-${name}`,
      path,
      arguments: [...argv, '--loglevel', 'warn'],
      environment: { ...common, ARGOCD_BINARY_NAME: name },
    });
  const repoServer = start('argocd-repo-server', [
    ...['--disable-tls', '--client-ca-path', '', '--address', '127.0.0.1', '--port', String(server)],
    ...['--metrics-address', '127.0.0.1', '--metrics-port', String(serverMetrics), '--redis', redis],
    ...['--revision-cache-expiration', `${REVISION_CACHE_SECONDS}s`],
  ]);
  const ready = (name: string, port: number, paths: string, program: { readonly assertRunning: () => void }) =>
    until(`${name} is ready`, async () => {
      program.assertRunning();
      return (await fetch(`http://${address(port)}${paths}`)).ok ? [] : [paths];
    });
  await ready('argocd-repo-server', serverMetrics, '/healthz', repoServer);
  // Its metrics alone are on every address: it has no flag for that.
  const controller = start('argocd-application-controller', [
    ...['--kubeconfig', hub.kubeconfig, '--namespace', namespace, '--redis', redis],
    ...['--repo-server', address(server), '--repo-server-plaintext', '--metrics-port', String(controllerMetrics)],
    ...['--app-resync', String(RESYNC_SECONDS), '--app-resync-jitter', '0', '--self-heal-timeout-seconds', '1'],
  ]);
  await ready('argocd-application-controller', controllerMetrics, '/healthz', controller);
  const startSets = async () => {
    const sets = start('argocd-applicationset-controller', [
      ...['--kubeconfig', hub.kubeconfig, '--namespace', namespace, '--enable-leader-election=false'],
      ...['--argocd-repo-server', address(server), '--repo-server-plaintext'],
      ...[
        '--metrics-addr',
        address(setMetrics),
        '--probe-addr',
        address(setProbe),
        '--webhook-addr',
        address(setWebhook),
      ],
    ]);
    await ready('argocd-applicationset-controller', setMetrics, '/metrics', sets);
    return sets;
  };
  let sets = await startSets();
  return {
    withoutApplicationSets: async (work) => {
      await sets.stop();
      await work();
      sets = await startSets();
    },
  };
}

/** The Secret by which an Argo CD knows a cluster, by its own name unless said: what `argocd cluster add` makes. */
export function clusterSecret(
  { name, url, token, certificateAuthority }: Kubernetes,
  { namespace = NAMESPACE, as = name }: { readonly namespace?: string; readonly as?: string } = {},
): LiveObject {
  const config = {
    bearerToken: token,
    tlsClientConfig: { caData: Buffer.from(certificateAuthority).toString('base64') },
  };
  return readManifest({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `cluster-${name}`,
      namespace,
      labels: { 'argocd.argoproj.io/secret-type': 'cluster' },
    },
    stringData: { name: as, server: url, config: JSON.stringify(config) },
  });
}

function settings(namespace: string): readonly LiveObject[] {
  const object = (kind: string, name: string, rest: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
    readManifest({ apiVersion: 'v1', kind, metadata: { name, namespace, labels: PART_OF }, ...rest });
  return [
    readManifest({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
    object('ConfigMap', 'argocd-cm', {
      data: { 'timeout.reconciliation': `${RESYNC_SECONDS}s`, 'timeout.reconciliation.jitter': '0s' },
    }),
    ...CONFIG_MAPS.map((name) => object('ConfigMap', name, {})),
    object('Secret', 'argocd-secret', { stringData: { 'server.secretkey': randomBytes(32).toString('hex') } }),
  ];
}

async function environment(workspace: Workspace, internet: Internet, hub: Kubernetes, namespace: string) {
  const tools = workspace.make(namespace, 'bin');
  symlinkSync(await realTool('helm'), join(tools, 'helm'));
  symlinkSync(await realTool('kustomize'), join(tools, 'kustomize'));
  // Argo CD runs it for every revision, and without keys to verify against it has nothing to say.
  symlinkSync('/bin/true', join(tools, 'git-verify-wrapper.sh'));
  const ssh = workspace.make(namespace, 'ssh');
  writeFileSync(join(ssh, 'ssh_known_hosts'), '');
  return {
    ...internet.environment,
    PATH: `${tools}:${process.env.PATH ?? ''}`,
    KUBECONFIG: hub.kubeconfig,
    // Makes https://kubernetes.default.svc mean the API server of the kubeconfig.
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_TLS_DATA_PATH: workspace.make(namespace, 'tls'),
    ARGOCD_SSH_DATA_PATH: ssh,
    ARGOCD_GNUPGHOME: workspace.make(namespace, 'gnupg'),
    ARGOCD_GPG_DATA_PATH: workspace.make(namespace, 'gpg'),
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_PLUGINSOCKFILEPATH: workspace.make(namespace, 'plugins'),
    ARGOCD_APPLICATIONSET_CONTROLLER_REQUEUE_AFTER: `${RESYNC_SECONDS}s`,
    NAMESPACE: namespace,
    TMPDIR: workspace.make('tmp'),
    HOME: workspace.make('home'),
  };
}
