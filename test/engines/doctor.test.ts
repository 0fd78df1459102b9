/**
 * `import` and `doctor` against a real API server with RBAC: the input that a cluster was generated from comes back, and every finding
 * is produced there. Nodes and operators do not run here: their objects are as kubelets and operators would leave them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { tryObjects } from '../../generator/commands/doctor/dry-run.ts';
import { forbiddenTo } from '../../generator/commands/doctor/engine-rights.ts';
import { namespacesComponent } from '../../generator/components/namespaces/namespaces.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import { findingsOf, subjectOf } from '../../generator/doctor/examine.ts';
import type { Asked, FindingName } from '../../generator/doctor/finding.ts';
import { FINDINGS } from '../../generator/doctor/finding.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { ownAnswer } from '../../generator/layers/answer.ts';
import { connect } from '../../generator/live/clusters/connection.ts';
import { gatherAll } from '../../generator/live/clusters/gather.ts';
import { type KubeContext, openKubeconfig } from '../../generator/live/clusters/kubeconfig.ts';
import { DOCTOR_LISTINGS } from '../../generator/live/facts/kinds.ts';
import { factsOf } from '../../generator/live/facts/read-facts.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { commandLine } from '../commands/command-line.ts';
import { inputFiles } from '../input-files.ts';
import { writeFiles } from '../temporary-folder.ts';
import { readManifest } from './live-object.ts';
import { startEtcd } from './servers/etcd.ts';
import { type Kubernetes, startKubernetes } from './servers/kubernetes.ts';
import { kubeconfigOf } from './status/ask-status.ts';
import { until } from './wait.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** A fleet without clusters. */
const FLEET = inputFiles({ fleet: { secrets: { provider: 'vault', server: 'https://vault.acme.io' } }, clusters: {} });

const FILE = 'clusters/eu-1/cluster.yaml';

/** Everything that a cluster can tell, in another way than by default. */
const INPUT: JsonObject = {
  apiVersion: 'lang-observatory.dev/v1',
  kind: 'Cluster',
  metadata: { name: 'eu-1' },
  spec: {
    environment: 'prod',
    engine: 'flux',
    provider: { name: 'aws', region: 'eu-west-1' },
    kubernetes: '1.36',
    storageClass: 'gp3',
    kubernetesApi: { ports: [443, 16443] },
    clusterDns: { namespace: 'kube-system', labels: { 'k8s-app': 'coredns' }, ports: [8053] },
    components: {
      'cert-manager': { mode: 'existing' },
      'cloudnative-pg': { mode: 'existing', namespace: 'databases' },
      postgres: { backup: { enabled: false } },
      gateway: { kind: 'ingress', className: 'alb', certificate: { from: 'load-balancer' } },
    },
  },
};

/** Inputs that the same cluster contradicts: between them they have every finding. */
const WRONG: readonly JsonObject[] = [
  {
    provider: { name: 'gcp', region: 'europe-west1' },
    kubernetes: '1.35',
    storageClass: 'gone',
    placement: { priorityClassName: 'gone', nodeSelector: { pool: 'gone' } },
    components: {
      namespaces: { mode: 'existing' },
      'otel-agent': { mode: 'managed' },
      'external-secrets': { mode: 'existing' },
      'cloudnative-pg': { mode: 'existing', namespace: 'operators' },
      postgres: { backup: { enabled: false } },
      langfuse: { web: { replicas: { min: 2, max: 4 } } },
      gateway: { kind: 'ingress', className: 'gone' },
    },
  },
  { provider: { name: 'aws', region: 'eu-west-1' }, kubernetes: '1.36' },
];

/** Where each finding is produced: here, or why not. */
const PRODUCED: Readonly<
  Record<
    FindingName,
    'here' | 'test/doctor/examine.test.ts: needs another clock' | 'test/commands/import.test.ts: asks DNS'
  >
> = {
  'other-provider': 'here',
  'other-region': 'here',
  'other-kubernetes': 'here',
  'clock-differs': 'test/doctor/examine.test.ts: needs another clock',
  'flux-missing': 'here',
  'flux-elsewhere': 'here',
  'engine-too-old': 'here',
  'engine-may-not': 'here',
  'storage-class-missing': 'here',
  'default-storage-class-missing': 'here',
  'gateway-class-missing': 'here',
  'priority-class-missing': 'here',
  'not-installed': 'here',
  'installed-twice': 'here',
  'installed-elsewhere': 'here',
  'api-port-closed': 'here',
  'dns-closed': 'here',
  'node-missing': 'here',
  'metrics-server-missing': 'here',
  'quota-refuses': 'here',
  'above-limit-range': 'here',
  'below-limit-range': 'here',
  'pod-security-refuses': 'here',
  'object-refused': 'here',
  'host-unknown': 'test/commands/import.test.ts: asks DNS',
};

describe('import and doctor, against a real API server', () => {
  let workspace: Workspace;
  let cluster: Kubernetes;
  let repo: string;
  let reader: string;
  let administrator: string;

  beforeAll(async () => {
    workspace = openWorkspace();
    cluster = await startKubernetes(workspace, await startEtcd(workspace), 'eu-1');
    repo = workspace.make('examined', 'fleet');
    writeFiles(repo, [...FLEET, [FILE, JSON.stringify(INPUT)]]);
    reader = kubeconfigOf(join(workspace.make('examined', 'reader'), 'kubeconfig'), { 'eu-1': cluster });
    administrator = kubeconfigOf(join(workspace.make('examined', 'admin'), 'kubeconfig'), { 'eu-1': cluster }, 'token');
    await put(standIns(repo));
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await workspace?.stop();
  });

  it('import writes the input again that the cluster was generated from, with the rights of its page and with no others', async () => {
    const other = workspace.make('imported', 'fleet');
    writeFiles(other, FLEET);
    const run = () => as(reader, other, 'import', 'eu-1', '--environment', 'prod', '--no-validate');
    const before = await run();
    expect([before.exitCode, before.out]).toEqual([5, '']);
    expect(before.err).toMatch(/eu-1: you may not list \w+/);
    await put(rightsOn('import'));
    const after = await run();
    expect([after.exitCode, after.err]).toEqual([0, '']);
    expect(parse(readFileSync(join(other, FILE), 'utf8'))).toEqual(INPUT);
  });

  it('doctor has nothing to say of that input but what nobody has installed, with the rights of its page', async () => {
    expect((await as(reader, repo, 'doctor', 'eu-1')).exitCode).toBe(5);
    await put(rightsOn('doctor'));
    const { exitCode, out, err } = await as(reader, repo, 'doctor', 'eu-1');
    expect([exitCode, err], out).toEqual([1, '']);
    expect(out.split('\n').filter((line) => /^\S+:\d/.test(line))).toEqual([
      expect.stringContaining('the cluster has no metrics-server, so replicas stay at the minimum'),
    ]);
  });

  it('doctor --dry-run tells of an admission policy, stores nothing, and is 5 for whoever may not apply', async () => {
    await put([OWNED, OWNED_BINDING]);
    await until('the policy refuses', async () => {
      const { out } = await as(administrator, repo, 'doctor', 'eu-1', '--dry-run');
      return out.includes('the cluster refuses') ? [] : ['a refusal'];
    });
    const { exitCode, out, err } = await as(administrator, repo, 'doctor', 'eu-1', '--dry-run');
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /spec\.components\.namespaces: the cluster refuses NetworkPolicy [\w-]+\/default-deny and \d+ more: .*'owned' with binding 'owned' denied request: every NetworkPolicy has an owner/,
    );
    expect(err).toMatch(/^\d+ objects were not tried: the namespace or the kind is not there yet$/);
    expect(await cluster.api.list('networking.k8s.io/v1', 'NetworkPolicy')).toEqual([]);
    const refused = await as(reader, repo, 'doctor', 'eu-1', '--dry-run');
    expect([refused.exitCode, refused.out]).toEqual([5, '']);
    expect(refused.err).toContain('eu-1: you may not apply');
  });

  it('doctor --engine-rights tells what the account of Flux may not do, until a role lets it', async () => {
    const without = await as(administrator, repo, 'doctor', 'eu-1', '--engine-rights');
    expect(without.out).toMatch(
      /spec\.engine: Flux applies as system:serviceaccount:flux-system:kustomize-controller, which may not get, create, patch, delete: .*networkpolicies\.networking\.k8s\.io in lang-observatory/,
    );
    const rbac = { apiGroup: 'rbac.authorization.k8s.io' };
    await put([
      {
        apiVersion: `${rbac.apiGroup}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'flux' },
        roleRef: { ...rbac, kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ kind: 'ServiceAccount', name: 'kustomize-controller', namespace: 'flux-system' }],
      },
    ]);
    const allowed = await as(administrator, repo, 'doctor', 'eu-1', '--engine-rights');
    expect(allowed.out).not.toContain('which may not');
    await cluster.api.delete(
      readManifest({ apiVersion: `${rbac.apiGroup}/v1`, kind: 'ClusterRoleBinding', metadata: { name: 'flux' } }),
    );
  });

  it('produces every finding but those that it says are produced elsewhere', async () => {
    await put(obstacles());
    await cluster.api.delete(definition('kustomizations.kustomize.toolkit.fluxcd.io', 'Kustomization'));
    const found = new Set<FindingName>();
    for (const spec of WRONG) for (const name of await findings(spec)) found.add(name);
    expect(FINDINGS.filter((name) => PRODUCED[name] === 'here' && !found.has(name))).toEqual([]);
    expect(FINDINGS.filter((name) => PRODUCED[name] !== 'here' && found.has(name))).toEqual([]);
  });

  async function findings(spec: JsonObject): Promise<readonly FindingName[]> {
    const folder = workspace.make('wrong', String(WRONG.indexOf(spec)));
    const whole = { ...INPUT, spec: { environment: 'prod', engine: 'flux', ...spec } };
    writeFiles(folder, [...FLEET, [FILE, JSON.stringify(whole)]]);
    const context = contextOf(administrator);
    const [answer] = await gatherAll([{ context, listings: DOCTOR_LISTINGS }], folder);
    if (answer === undefined || 'unreachable' in answer) throw new Error(answer?.unreachable.message);
    const connection = await connect(context, folder, AbortSignal.timeout(600_000));
    const { fleet, components, diagnostics } = loadFleet(folder, componentsOf, () => []);
    const [one] = fleet?.clusters ?? [];
    if (fleet === undefined || one === undefined) throw new Error(JSON.stringify(diagnostics));
    const graph = buildGraph(fleet, one, components);
    const objects = ownAnswer(namespacesComponent, graph).manifests.map((manifest) => ({
      component: 'namespaces',
      manifest,
    }));
    const asked: Asked = {
      clockAhead: answer.clockAhead,
      refused: (await tryObjects(connection, objects)).refused,
      forbidden: await forbiddenTo(fleet.engines.flux, connection, objects),
    };
    return findingsOf(subjectOf(one, fleet, graph, { facts: factsOf(answer.objects), asked })).map(({ name }) => name);
  }

  function contextOf(path: string): KubeContext {
    const context = openKubeconfig(repo, { KUBECONFIG: path }, repo).context('eu-1');
    if (context === undefined) throw new Error('no context');
    return context;
  }

  function as(kubeconfig: string, folder: string, ...argv: readonly string[]): ReturnType<typeof commandLine> {
    vi.stubEnv('KUBECONFIG', kubeconfig);
    return commandLine(folder, ...argv);
  }

  /** With their status, as whoever writes it would. */
  async function put(objects: readonly JsonObject[]): Promise<void> {
    for (const object of objects) {
      const manifest = readManifest(object);
      await until(`${manifest.kind} ${manifest.metadata.name} is taken`, async () => {
        await cluster.api.apply(manifest);
        return [];
      });
      if (isObject(manifest.status)) await cluster.api.mergePatchStatus(manifest, { status: manifest.status });
    }
  }
});

/** The rights that a page prints first. */
function rightsOn(page: string): readonly JsonObject[] {
  const text = readFileSync(join(programFolder(), `docs/commands/${page}.md`), 'utf8');
  const [, printed = ''] = /## Rights[\s\S]*?```yaml\n([\s\S]*?)```/.exec(text) ?? [];
  const objects = parseAllDocuments(printed)
    .map((document): unknown => document.toJS())
    .filter(isObject);
  const namespaces = new Set(objects.flatMap(({ metadata }) => (isObject(metadata) ? (metadata.namespace ?? []) : [])));
  return [...[...namespaces].map((name) => namespace(String(name))), ...objects];
}

function namespace(name: string, labels: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function definition(name: string, kind: string) {
  const [plural = '', ...group] = name.split('.');
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return readManifest({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group: group.join('.'),
      scope: 'Namespaced',
      names: { plural, kind },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  });
}

function deployment(place: string, name: string, image: string, labels: JsonObject = {}): JsonObject {
  const selected = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: place, labels },
    spec: {
      selector: { matchLabels: selected },
      template: { metadata: { labels: selected }, spec: { containers: [{ name: 'main', image }] } },
    },
  };
}

/** What a cluster with the tree of the input shows: namespaces as the tree has them, and operators as their charts would make them. */
function standIns(repo: string): readonly JsonObject[] {
  const { fleet } = loadFleet(repo, componentsOf, () => []);
  const [cluster] = fleet?.clusters ?? [];
  if (fleet === undefined || cluster === undefined) throw new Error('the input is wrong');
  const own = ownAnswer(namespacesComponent, buildGraph(fleet, cluster, REGISTRY)).manifests;
  const flux = { name: 'flux-system', namespace: 'flux-system' };
  return [
    ...own.filter(({ kind }) => kind === 'Namespace'),
    ...['cert-manager', 'databases', 'flux-system'].map((name) => namespace(name)),
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'node-1', labels: { 'topology.kubernetes.io/region': 'eu-west-1' } },
      spec: { providerID: 'aws:///eu-west-1a/i-0a' },
      status: { nodeInfo: NODE_INFO },
    },
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'gp3' },
      provisioner: 'ebs.csi.aws.com',
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'alb' },
      spec: { controller: 'ingress.k8s.aws/alb' },
    },
    ...[
      ['certificates.cert-manager.io', 'Certificate'],
      ['externalsecrets.external-secrets.io', 'ExternalSecret'],
      ['clusters.postgresql.cnpg.io', 'Cluster'],
      ['kustomizations.kustomize.toolkit.fluxcd.io', 'Kustomization'],
      ['gitrepositories.source.toolkit.fluxcd.io', 'GitRepository'],
    ].map(([name = '', kind = '']) => definition(name, kind)),
    deployment('cert-manager', 'cert-manager', 'quay.io/jetstack/cert-manager-controller:v1.20.2'),
    deployment('databases', 'cnpg', 'ghcr.io/cloudnative-pg/cloudnative-pg:1.29.0'),
    // Of the stack itself.
    deployment('external-secrets', 'external-secrets', 'ghcr.io/external-secrets/external-secrets:v2.4.1'),
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: flux,
      spec: { path: './flux/clusters/eu-1', sourceRef: { kind: 'GitRepository', name: 'flux-system' } },
    },
    service('coredns', { 'k8s-app': 'coredns' }),
    slice('kube-system', 'coredns', { name: 'dns', port: 8053, protocol: 'UDP' }),
    slice('default', 'kubernetes', { name: 'https', port: 16443, protocol: 'TCP' }),
  ];
}

const NODE_INFO: JsonObject = {
  kubeletVersion: 'v1.36.1',
  ...Object.fromEntries(
    [
      'machineID',
      'systemUUID',
      'bootID',
      'kernelVersion',
      'osImage',
      'containerRuntimeVersion',
      'kubeProxyVersion',
      'operatingSystem',
      'architecture',
    ].map((field) => [field, 'none']),
  ),
};

function service(name: string, selector: JsonObject): JsonObject {
  const ports = [{ name: 'dns', port: 53, protocol: 'UDP', targetPort: 8053 }];
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'kube-system' }, spec: { selector, ports } };
}

function slice(place: string, of: string, port: JsonObject): JsonObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${of}-a1b2c`, namespace: place, labels: { 'kubernetes.io/service-name': of } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'] }],
    ports: [port],
  };
}

const OWNED: JsonObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'owned' },
  spec: {
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: ['networking.k8s.io'],
          apiVersions: ['v1'],
          operations: ['CREATE', 'UPDATE'],
          resources: ['networkpolicies'],
        },
      ],
    },
    validations: [
      { expression: "'acme.io/owner' in object.metadata.labels", message: 'every NetworkPolicy has an owner' },
    ],
  },
};

const OWNED_BINDING: JsonObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'owned' },
  spec: { policyName: 'owned', validationActions: ['Deny'] },
};

/** What is in the way of the stack: an old Flux elsewhere, quotas, limits, and a namespace that refuses its pods. */
function obstacles(): readonly JsonObject[] {
  const own = { namespace: 'lang-observatory' };
  const flux = { 'app.kubernetes.io/part-of': 'flux', 'app.kubernetes.io/version': 'v2.8.4' };
  const refusing = REGISTRY.filter(({ namespace: { podSecurity } }) => podSecurity.level !== 'restricted').map((one) =>
    namespace(one.namespace.name, { 'pod-security.kubernetes.io/enforce': 'restricted' }),
  );
  return [
    namespace('gitops'),
    ...refusing,
    deployment('gitops', 'source-controller', 'ghcr.io/fluxcd/source-controller:v1.8.0', flux),
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'team', ...own },
      spec: { hard: { 'limits.cpu': '20' } },
    },
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'small', ...own },
      spec: { limits: [{ type: 'Container', max: { memory: '32Mi' }, min: { memory: '16Mi', cpu: '8' } }] },
    },
  ];
}
