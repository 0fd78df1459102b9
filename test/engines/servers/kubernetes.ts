/** A Kubernetes cluster without nodes: a real kube-apiserver and kube-controller-manager. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../free-port.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { KubernetesApi } from '../kubernetes-api.ts';
import { until } from '../wait.ts';
import type { Workspace } from '../workspace.ts';

export interface Kubernetes {
  readonly name: string;
  readonly api: KubernetesApi;
  readonly url: string;
  /** A bearer token of a cluster administrator. */
  readonly token: string;
  /** A bearer token of somebody who may do nothing but what the groups of `status`, `verify`, `import` and `doctor` are given. */
  readonly readerToken: string;
  /** The certificate that the server presents and its authority, PEM. */
  readonly certificateAuthority: string;
  /** Path of a kubeconfig of the administrator. */
  readonly kubeconfig: string;
}

/** Those that have something to do where no pod ever runs. */
const CONTROLLERS = [
  'namespace-controller',
  'serviceaccount-controller',
  'root-ca-certificate-publisher-controller',
  'garbage-collector-controller',
  'disruption-controller',
];

const SERVICE_ACCOUNT_ISSUER = 'https://kubernetes.default.svc';

/** Resolves when the server is ready and its default namespace has its service account. */
export async function startKubernetes(workspace: Workspace, etcd: string, name: string): Promise<Kubernetes> {
  const folder = workspace.make('kubernetes', name);
  const file = (path: string, content: string): string => {
    writeFileSync(join(folder, path), content, { mode: 0o600 });
    return join(folder, path);
  };
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const [token, readerToken] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const privateKey = file('service-accounts.key', keys.privateKey);
  const server = workspace.start({
    name: `${name}-kube-apiserver`,
    path: await testTool('kube-apiserver'),
    arguments: [
      ...['--etcd-servers', etcd, '--etcd-prefix', `/${name}`],
      ...[
        '--cert-dir',
        join(folder, 'certificates'),
        '--bind-address',
        '127.0.0.1',
        '--advertise-address',
        '127.0.0.1',
      ],
      ...[
        '--secure-port',
        String(port),
        '--token-auth-file',
        file(
          'tokens.csv',
          `${token},admin,admin,"system:masters"\n${readerToken},reader,reader,"lang-observatory-status,lang-observatory-verify,lang-observatory-import,lang-observatory-doctor"\n`,
        ),
      ],
      ...['--authorization-mode', 'RBAC', '--endpoint-reconciler-type', 'none'],
      ...['--service-account-key-file', file('service-accounts.pub', keys.publicKey)],
      ...['--service-account-signing-key-file', privateKey, '--service-account-issuer', SERVICE_ACCOUNT_ISSUER],
      ...['--service-cluster-ip-range', '10.96.0.0/16'],
      // Pods never run here, so no token is ever mounted.
      ...['--disable-admission-plugins', 'ServiceAccount'],
      // A definition may take long on a busy machine.
      ...['--request-timeout', '10m'],
      // One tenant needs no fairness among many.
      '--enable-priority-and-fairness=false',
    ],
  });
  const authorityFile = join(folder, 'certificates', 'apiserver.crt');
  await until(`${name}: the API server has a certificate`, () => {
    server.assertRunning();
    return readFileSync(authorityFile).length > 0 ? [] : [authorityFile];
  });
  const certificateAuthority = readFileSync(authorityFile, 'utf8');
  const kubeconfig = file('kubeconfig', kubeconfigOf({ name, url, token, certificateAuthority }));
  const api = new KubernetesApi(url, token, certificateAuthority);
  await until(`${name}: the API server is ready`, async () => {
    server.assertRunning();
    await api.get('/readyz');
    return [];
  });
  const controllers = workspace.start({
    name: `${name}-kube-controller-manager`,
    path: await testTool('kube-controller-manager'),
    arguments: [
      ...['--kubeconfig', kubeconfig, '--leader-elect=false', '--secure-port', '0'],
      ...['--controllers', CONTROLLERS.join(',')],
      ...['--service-account-private-key-file', privateKey, '--root-ca-file', authorityFile],
    ],
  });
  await until(`${name}: namespaces get their service account`, async () => {
    controllers.assertRunning();
    await api.get('/api/v1/namespaces/default/serviceaccounts/default');
    return [];
  });
  return { name, api, url, token, readerToken, certificateAuthority, kubeconfig };
}

function kubeconfigOf(of: Pick<Kubernetes, 'name' | 'url' | 'token' | 'certificateAuthority'>): string {
  const { name, url: server, token, certificateAuthority } = of;
  const authority = Buffer.from(certificateAuthority).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'certificate-authority-data': authority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  });
}
