/**
 * `verify` through a real API server, which asks RBAC and passes the port-forward on to a kubelet. That one is a stub: there is no node here,
 * so nothing is known of how a kubelet reaches the network of a pod.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { listAt, textAt } from '../../generator/data/fields.ts';
import { isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import type { VerifyReport } from '../../generator/verify/render/json.ts';
import { forwardTo } from '../live/forwarded-ports.ts';
import { writeFiles } from '../temporary-folder.ts';
import { CLUSTER, FLEET } from '../verify/input.ts';
import { GRAFANA_TOKEN, KEYS, objectsOf, type Stack, startStack } from '../verify/stack.ts';
import { at, type LiveObject, readManifest } from './live-object.ts';
import { startEtcd } from './servers/etcd.ts';
import { type Kubernetes, startKubernetes } from './servers/kubernetes.ts';
import { kubeconfigOf } from './status/ask-status.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const NODE = 'node-1';

describe('verify, through a real API server', () => {
  let workspace: Workspace;
  let cluster: Kubernetes;
  let repo: string;
  let kubeconfig: string;

  beforeAll(async () => {
    workspace = openWorkspace();
    cluster = await startKubernetes(workspace, await startEtcd(workspace), 'eu-1');
    repo = workspace.make('verified', 'fleet');
    writeFiles(repo, [
      ['fleet.yaml', FLEET],
      ['clusters/eu-1/cluster.yaml', CLUSTER],
    ]);
    kubeconfig = kubeconfigOf(join(workspace.make('verified', 'reader'), 'kubeconfig'), { 'eu-1': cluster });
  });

  afterAll(async () => workspace?.stop());

  it('reaches Services with the rights that it prints, and with neither of its two verbs alone', async () => {
    const stack = await startStack();
    const kubelet = await startKubelet(workspace.make('verified', 'kubelet'), stack);
    try {
      await put(cluster, kubelet.port);
      const before = await run('--format', 'json');
      expect([before.exitCode, before.out]).toEqual([5, '']);
      expect(before.err).toMatch(
        /eu-1: you may not list (?:pods|services) in lang-observatory: .*User "reader" cannot list/,
      );
      const rights = manifests((await run('--rights')).out);
      for (const right of rights) await cluster.api.apply(right);
      const after = await run('--format', 'json');
      const report: VerifyReport = JSON.parse(after.out);
      expect(report.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
      expect([after.exitCode, report.checks.map(({ name }) => name)]).toEqual([
        0,
        ['trace-arrives', 'metric-arrives', ...Array(4).fill('backups-are-recent'), 'dashboards-load'],
      ]);
      for (const verb of ['create', 'get']) {
        for (const right of rights) await cluster.api.apply(without(right, verb));
        const { exitCode, out } = await run();
        expect([verb, exitCode]).toEqual([verb, 1]);
        expect(out).toContain('you may not forward ports of lang-observatory/otel-gateway-0');
      }
    } finally {
      await kubelet.stop();
    }
  });

  it('makes probe pods with the rights that it prints, which Pod Security takes, and leaves none', async () => {
    const rights = manifests((await run('--probe-pods', '--rights')).out);
    const { api } = cluster;
    for (const namespace of new Set(rights.flatMap(({ metadata }) => metadata.namespace ?? [])))
      await api.apply(
        readManifest({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
        }),
      );
    for (const right of rights) await api.apply(right);
    await putReady(cluster, 'postgres-1', { 'cnpg.io/cluster': 'postgres' }, '10.1.0.7');
    // A policy of somebody else is in the way of the workers.
    const ends = await jobController(cluster, (labels) =>
      labels['app.kubernetes.io/name'] === 'langfuse' && Object.values(labels).includes('worker')
        ? 'ETIMEDOUT'
        : 'open',
    );
    try {
      const { exitCode, out } = await run('--probe-pods', '--format', 'json');
      const report: VerifyReport = JSON.parse(out);
      const probed = report.checks.filter(({ name }) => name === 'flows-are-open');
      const outcome = (subject: string) => probed.find((one) => one.subject === subject);
      expect(outcome('langfuse.web')).toMatchObject({
        outcome: 'passed',
        said: expect.stringMatching(/^reaches the one port that it connects to; \d+ more have no ready pod$/),
      });
      expect(outcome('langfuse.worker')).toMatchObject({
        outcome: 'failed',
        said: 'does not reach postgres.instances:5432',
      });
      expect(probed.filter((one) => one.outcome === 'skipped').length).toBeGreaterThan(0);
      expect(exitCode).toBe(1);
      expect(ends.addresses()).toEqual(new Set(['10.1.0.7']));
      expect(ends.refused()).toEqual([]);
      expect(await api.list('batch/v1', 'Job')).toEqual([]);
    } finally {
      await ends.stop();
    }
  });

  /** In a process of its own: the kubeconfig is named by the environment. */
  async function run(...argv: readonly string[]): Promise<{ exitCode: number; out: string; err: string }> {
    const main = join(programFolder(), 'generator/main.ts');
    const env = {
      ...process.env,
      KUBECONFIG: kubeconfig,
      LANGFUSE_PUBLIC_KEY: KEYS.publicKey,
      LANGFUSE_SECRET_KEY: KEYS.secretKey,
      GRAFANA_TOKEN,
    };
    const all = ['--import', 'tsx', main, '--repo', repo, 'verify', 'eu-1', ...argv];
    return promisify(execFile)(process.execPath, all, { cwd: programFolder(), env }).then(
      ({ stdout, stderr }) => ({ exitCode: 0, out: stdout, err: stderr }),
      (error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => ({
        exitCode: error.code,
        out: error.stdout,
        err: error.stderr,
      }),
    );
  }
});

function manifests(text: string): readonly LiveObject[] {
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter(isObject)
    .map(readManifest);
}

/** A Role whose rules lack a verb. */
function without(right: LiveObject, verb: string): LiveObject {
  if (right.kind !== 'Role') return right;
  const text = JSON.stringify(right, (key, value: unknown) =>
    key === 'verbs' && Array.isArray(value) ? value.filter((one) => one !== verb) : value,
  );
  return readManifest(JSON.parse(text));
}

/** The node and what runs on it, as a kubelet reports it. */
async function put({ api }: Kubernetes, port: number): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lang-observatory' } };
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: NODE },
    status: {
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    },
  };
  for (const object of [
    namespace,
    node,
    ...objectsOf(['collector', 'langfuse', 'prometheus', 'grafana']).map(asLive),
  ]) {
    const manifest = readManifest(object);
    const { status } = manifest;
    await api.create(manifest);
    if (isObject(status)) await api.mergePatchStatus(manifest, { status });
  }
}

function asLive(object: JsonObject): JsonObject {
  if (object.kind !== 'Pod') return { apiVersion: 'v1', ...object };
  const { spec, ...rest } = object;
  const text = JSON.stringify(spec).replaceAll('"name":"main"', '"name":"main","image":"none"');
  return { apiVersion: 'v1', ...rest, spec: { ...JSON.parse(text), nodeName: NODE } };
}

/** Takes port-forwards of the API server, which reaches it over TLS, and leads each to what answers at this port of this pod. */
async function startKubelet(folder: string, { ports }: Stack) {
  mkdirSync(folder, { recursive: true });
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-subj',
      '/CN=node-1',
      '-days',
      '2',
    ],
    { stdio: 'ignore' },
  );
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) });
  server.on('upgrade', (request, socket) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://kubelet');
    const [, pod = ''] = /^\/portForward\/[\w-]+\/([\w-]+)$/.exec(pathname) ?? [];
    const port = Number(searchParams.get('port'));
    forwardTo(ports[`${pod}:${port}`], port, request, socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A pod that is Ready, as a kubelet reports it. */
async function putReady(
  { api }: Kubernetes,
  name: string,
  labels: Readonly<Record<string, string>>,
  podIP: string,
): Promise<void> {
  const pod = readManifest({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'lang-observatory', labels },
    spec: { ...RESTRICTED, containers: [{ name: 'main', image: 'none', ...RESTRICTED_CONTAINER }] },
  });
  await api.create(pod);
  await api.mergePatchStatus(pod, { status: { podIP, conditions: [{ type: 'Ready', status: 'True' }] } });
}

const RESTRICTED = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
};
const RESTRICTED_CONTAINER = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};

/**
 * What the controller of Jobs and a kubelet do: the pod of each Job is made, by its template, and ends with what `reached` says of every
 * address. What the API server does not take is in `refused`.
 */
async function jobController({ api }: Kubernetes, reached: (labels: Readonly<Record<string, string>>) => string) {
  const stopped = new AbortController();
  const addresses = new Set<string>();
  const refused: string[] = [];
  const done = new Set<string>();
  const run = async (job: LiveObject): Promise<void> => {
    const { name, namespace = '' } = job.metadata;
    const template = at(job, 'spec', 'template');
    const labels = strings(at(template, 'metadata', 'labels'));
    const spec = at(template, 'spec');
    const [container] = listAt(spec, 'containers');
    const [variable] = listAt(container, 'env');
    const asked: readonly (readonly [string, number])[] = JSON.parse(textAt(variable, 'value'));
    for (const [host] of asked) addresses.add(host);
    const pod = readManifest({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${name}-0`, namespace, labels: { ...labels, 'job-name': name } },
      spec: spec ?? null,
    });
    await api.create(pod);
    const message = JSON.stringify(asked.map(() => reached(labels)));
    const terminated = { exitCode: 0, reason: 'Completed', message };
    const ended = {
      name: 'probe',
      image: 'none',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { terminated },
    };
    await api.mergePatchStatus(pod, { status: { containerStatuses: [ended] } });
  };
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      for (const job of await api.list('batch/v1', 'Job').catch(() => [])) {
        if (done.has(job.metadata.name)) continue;
        done.add(job.metadata.name);
        await run(job).catch((error: unknown) => refused.push(String(error)));
      }
      await setTimeout(200);
    }
  })();
  return {
    addresses: () => addresses,
    refused: () => refused,
    stop: async () => {
      stopped.abort();
      await loop;
    },
  };
}

function strings(value: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(isObject(value) ? value : {}).map(([key, one]) => [key, String(one)]));
}
