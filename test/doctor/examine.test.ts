/** What a cluster and its input disagree on, told at the line of the input. */
import { describe, expect, it } from 'vitest';
import { componentsOf } from '../../generator/custom/components-of.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { examine } from '../../generator/doctor/examine.ts';
import type { Asked } from '../../generator/doctor/finding.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { renderDiagnostics } from '../../generator/fleet/render-diagnostics.ts';
import { factsOf } from '../../generator/live/facts/read-facts.ts';
import {
  API,
  classOf,
  DNS,
  definition,
  deployment,
  EKS,
  gatewayClass,
  node,
  service,
  slice,
} from '../live/facts/live-clusters.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  environments: {prod: {}}
`;

/** A cluster of the input, its other fields as lines. */
const input = (engine: string, provider: string, ...lines: readonly string[]): string =>
  [
    'apiVersion: lang-observatory.dev/v1',
    'kind: Cluster',
    'metadata: {name: eu-1}',
    'spec:',
    '  environment: prod',
    `  engine: ${engine}`,
    `  provider: ${provider}`,
    ...lines,
    '',
  ].join('\n');

/** The findings without the lines of the source. */
function told(
  cluster: string,
  objects: readonly JsonObject[],
  fleet = FLEET,
  asked: Asked = {},
): Promise<readonly string[]> {
  return inTemporaryFolder((repo) => {
    writeFiles(repo, [
      ['fleet.yaml', fleet],
      ['clusters/eu-1/cluster.yaml', cluster],
    ]);
    const { diagnostics } = loadFleet(repo, componentsOf, examine('eu-1', factsOf(objects), asked));
    return renderDiagnostics(diagnostics)
      .split('\n')
      .filter((line) => /^\S|^ {2}hint/.test(line))
      .map((line) => line.replace(' [cluster-differs]', ''));
  });
}

const BARE = [
  node('kind://docker/a/b', '', 'v1.36.1'),
  ...DNS,
  ...API,
  classOf('StorageClass', 'standard', true),
  definition('kustomizations.kustomize.toolkit.fluxcd.io'),
  deployment('kube-system', 'metrics-server', 'registry.k8s.io/metrics-server/metrics-server:v0.8.1'),
];

it('nothing is told of a cluster that is as its input says', async () => {
  expect(await told(input('flux', '{name: bare}'), BARE)).toEqual([]);
  const eks = input(
    'argocd',
    '{name: aws, region: eu-west-1}',
    "  kubernetes: '1.35'",
    '  components:',
    '    prometheus-crds: {mode: existing}',
    '    cert-manager: {mode: existing}',
    '    external-secrets: {mode: existing}',
    '    cloudnative-pg: {mode: existing, namespace: databases}',
    '    gateway: {kind: ingress, className: alb, certificate: {from: load-balancer}}',
  );
  expect(await told(eks, EKS)).toEqual([]);
});

it('another place is told: provider, region, version, engine', async () => {
  const wrong = input('flux', '{name: gcp, region: europe-west1}', "  kubernetes: '1.36'");
  const findings = (await told(wrong, EKS)).filter(
    (line) => !line.includes('spec.components') && !line.includes('components.'),
  );
  expect(findings).toEqual([
    'clusters/eu-1/cluster.yaml:6:3: spec.engine: Flux is not installed',
    '  hint: run flux bootstrap with the path of the cluster: docs/engines.md has the command',
    'clusters/eu-1/cluster.yaml:7:14: spec.provider.name: its nodes are of aws',
    '  hint: set provider.name: aws, or ask another cluster',
    'clusters/eu-1/cluster.yaml:7:25: spec.provider.region: its nodes are in region eu-west-1',
    '  hint: set provider.region: eu-west-1',
    'clusters/eu-1/cluster.yaml:8:3: spec.kubernetes: its nodes have Kubernetes 1.34 and 1.35, and manifests are validated against 1.36',
    "  hint: set kubernetes: '1.35'",
  ]);
});

describe('classes', () => {
  it('are told where they are named: in the fleet, or by a component', async () => {
    const fleet = FLEET.replace('  environments', '  storageClass: fast\n  environments');
    const cluster = input('flux', '{name: bare}', '  components: {postgres: {storageClass: local-ssd}}');
    expect(await told(cluster, BARE, fleet)).toEqual([
      'clusters/eu-1/cluster.yaml:8:41: spec.components.postgres.storageClass: the cluster has no StorageClass local-ssd',
      '  hint: it has standard',
      'fleet.yaml:7:3: spec.storageClass: the cluster has no StorageClass fast (on eu-1)',
      '  hint: it has standard',
    ]);
  });

  it('are told where none is the default one and nobody names one', async () => {
    const objects = [...BARE.filter(({ kind }) => kind !== 'StorageClass'), classOf('StorageClass', 'local-path')];
    expect(await told(input('flux', '{name: bare}'), objects)).toEqual([
      'clusters/eu-1/cluster.yaml:4:1: spec.storageClass: the cluster has no default StorageClass, so volumes without a class wait for ever',
      '  hint: set storageClass to one of local-path',
    ]);
  });

  it('of Gateways count when their controller has accepted them', async () => {
    const cluster = input('flux', '{name: bare}', '  components: {gateway: {className: istio}}');
    expect(await told(cluster, [...BARE, gatewayClass('istio', 'Unknown')])).toEqual([
      'clusters/eu-1/cluster.yaml:8:37: spec.components.gateway.className: the cluster has no GatewayClass istio that a controller has accepted',
      '  hint: it has none',
    ]);
    expect(await told(cluster, [...BARE, gatewayClass('istio')])).toEqual([]);
  });

  it('of priority are told for all pods and for those of a component', async () => {
    const cluster = input(
      'flux',
      '{name: bare}',
      '  placement: {priorityClassName: high}',
      '  components: {grafana: {placement: {priorityClassName: low}}}',
    );
    const low = { kind: 'PriorityClass', metadata: { name: 'low' } };
    expect(await told(cluster, [...BARE, low])).toEqual([
      'clusters/eu-1/cluster.yaml:8:15: spec.placement.priorityClassName: the cluster has no PriorityClass high, so its pods are refused',
      '  hint: it has low',
    ]);
  });
});

describe('what is installed already', () => {
  it('is told where it would be installed twice, or is not there, or is elsewhere', async () => {
    const cluster = input(
      'flux',
      '{name: bare}',
      '  components:',
      '    external-secrets: {mode: existing}',
      '    cloudnative-pg: {mode: existing, namespace: operators}',
    );
    const objects = [
      ...BARE,
      definition('certificates.cert-manager.io'),
      deployment('cert-manager', 'cert-manager', 'quay.io/jetstack/cert-manager-controller:v1.20.2'),
      definition('clusters.postgresql.cnpg.io'),
      deployment('databases', 'cnpg', 'ghcr.io/cloudnative-pg/cloudnative-pg:1.29.0'),
    ];
    expect(await told(cluster, objects)).toEqual([
      'clusters/eu-1/cluster.yaml:8:3: spec.components.cert-manager.mode: somebody has installed version 1.20.2 already, in namespace cert-manager: two of it would fight over the same objects',
      '  hint: set components.cert-manager.mode: existing, or remove the other one first',
      'clusters/eu-1/cluster.yaml:9:30: spec.components.external-secrets.mode: the cluster does not have it, or has its definitions without its pods',
      '  hint: install it, or remove mode: existing, and it is deployed with the rest',
      'clusters/eu-1/cluster.yaml:10:49: spec.components.cloudnative-pg.namespace: its pods are in namespace databases, from where network policies do not let it in',
      '  hint: set components.cloudnative-pg.namespace: databases',
    ]);
  });
});

describe('network policies', () => {
  it('are told ports of the API and a DNS that they do not open', async () => {
    const objects = [
      ...BARE.filter((object) => ![...API, ...DNS].includes(object)),
      slice('default', 'kubernetes', [{ port: 16443, protocol: 'TCP' }]),
      service('kube-system', 'coredns', { app: 'coredns' }, [{ port: 53, protocol: 'UDP', targetPort: 5353 }]),
      slice('kube-system', 'coredns', [{ port: 5353, protocol: 'UDP' }]),
    ];
    const findings = await told(input('flux', '{name: bare}'), objects);
    expect(findings.filter((line) => line.startsWith('  hint'))).toEqual([
      '  hint: set clusterDns: {namespace: kube-system, labels: {app: coredns}, ports: [5353]}',
      '  hint: set kubernetesApi: {ports: [16443]}',
    ]);
    const fitting = input(
      'flux',
      '{name: bare}',
      '  kubernetesApi: {ports: [443, 16443]}',
      '  clusterDns: {labels: {app: coredns}, ports: [5353]}',
    );
    expect(await told(fitting, objects)).toEqual([]);
  });
});

describe('nodes and autoscalers', () => {
  it('are told where no node has the labels, and where nothing measures usage', async () => {
    const cluster = input('flux', '{name: bare}', '  placement: {nodeSelector: {pool: observability}}');
    const findings = await told(
      cluster,
      BARE.filter((object) => JSON.stringify(object).includes('metrics-server') === false),
    );
    expect(findings).toEqual([
      'clusters/eu-1/cluster.yaml:4:1: spec.components.langfuse.web.replicas: the cluster has no metrics-server, so replicas stay at the minimum',
      '  hint: install metrics-server, or another implementation of metrics.k8s.io',
      'clusters/eu-1/cluster.yaml:8:15: spec.placement.nodeSelector: no node has the labels pool=observability',
      '  hint: label nodes, or change the selector; an autoscaler of nodes may make them later',
    ]);
  });
});

describe('the engine', () => {
  const flux = (namespace: string, version: string): JsonObject => ({
    kind: 'Deployment',
    metadata: {
      name: 'source-controller',
      namespace,
      labels: { 'app.kubernetes.io/part-of': 'flux', 'app.kubernetes.io/version': version },
    },
  });
  const argocd = (tag: string): JsonObject => deployment('gitops', 'repo-server', `quay.io/argoproj/argocd:${tag}`);

  it('is told where it is older than what is generated needs', async () => {
    expect(await told(input('flux', '{name: bare}'), [...BARE, flux('flux-system', 'v2.8.4')])).toEqual([
      'clusters/eu-1/cluster.yaml:6:3: spec.engine: Flux 2.8.4 runs in namespace flux-system, and what is generated needs 2.9.0 or later',
      '  hint: upgrade Flux; docs/engines.md says what needs it',
    ]);
    const withArgocd = input('argocd', '{name: bare}');
    expect(await told(withArgocd, [...BARE, argocd('v3.1.9@sha256:00')])).toEqual([
      'clusters/eu-1/cluster.yaml:6:3: spec.engine: Argo CD 3.1.9 runs in namespace gitops, and what is generated needs 3.2.0 or later',
      '  hint: upgrade Argo CD; docs/engines.md says what needs it',
    ]);
    expect(await told(withArgocd, [...BARE, argocd('v3.10.0')])).toEqual([]);
    expect(await told(withArgocd, [...BARE, argocd('latest'), flux('flux-system', 'v2.1.0')])).toEqual([]);
  });

  it('is told where Flux is in another namespace than the input says', async () => {
    const fleet = FLEET.replace('  domain', '  flux: {namespace: gitops}\n  domain');
    const cluster = input('flux', '{name: bare}');
    expect(await told(cluster, [...BARE, flux('gitops', 'v2.9.1')], fleet)).toEqual([]);
    expect(await told(cluster, [...BARE, flux('gitops', 'v2.9.1')])).toEqual([
      'clusters/eu-1/cluster.yaml:6:3: spec.engine: Flux is in namespace gitops, and the input says flux-system',
      '  hint: set flux.namespace: gitops in fleet.yaml',
    ]);
  });
});

describe('limits of a namespace', () => {
  const quota = (namespace: string, hard: JsonObject): JsonObject => ({
    kind: 'ResourceQuota',
    metadata: { name: 'team', namespace },
    spec: { hard },
  });
  const range = (namespace: string, limit: JsonObject): JsonObject => ({
    kind: 'LimitRange',
    metadata: { name: 'sizes', namespace },
    spec: {
      limits: [
        { type: 'PersistentVolumeClaim', max: { storage: '1Gi' } },
        { type: 'Container', ...limit },
      ],
    },
  });
  const cluster = input(
    'flux',
    '{name: bare}',
    '  components: {grafana: {resources: {requests: {cpu: 10m}, limits: {memory: 3Gi}}}}',
  );

  it('are told where a quota counts what pods do not say', async () => {
    const counted = quota('lang-observatory', { 'limits.cpu': '20', 'requests.memory': '64Gi' });
    const [finding = ''] = await told(cluster, [...BARE, counted]);
    expect(finding).toContain(
      'the ResourceQuota team of its namespace lang-observatory counts limits.cpu, so it refuses pods without a limit of processors',
    );
    const byDefault = range('lang-observatory', { default: { cpu: '2' } });
    expect(await told(cluster, [...BARE, counted, byDefault])).toEqual([]);
    expect(await told(cluster, [...BARE, quota('lang-observatory', { pods: '500' })])).toEqual([]);
    expect(await told(cluster, [...BARE, quota('somebody-else', { 'limits.cpu': '20' })])).toEqual([]);
  });

  it('are told where containers ask for more or less than they may', async () => {
    const limits = range('lang-observatory', { max: { memory: '2Gi' }, min: { cpu: '20m' } });
    const findings = (await told(cluster, [...BARE, limits])).filter((line) => line.includes('grafana'));
    expect(findings).toEqual([
      'clusters/eu-1/cluster.yaml:8:54: spec.components.grafana.resources.requests.cpu: the LimitRange sizes of its namespace lang-observatory wants at least 20m',
      'clusters/eu-1/cluster.yaml:8:77: spec.components.grafana.resources.limits.memory: the LimitRange sizes of its namespace lang-observatory allows a container at most 2Gi',
    ]);
    expect(await told(cluster, [...BARE, range('somebody-else', { max: { memory: '1Mi' } })])).toEqual([]);
    expect(await told(cluster, [...BARE, range('lang-observatory', { max: { memory: 'much' } })])).toEqual([]);
  });
});

it('host names that DNS does not know are told at the domain', async () => {
  expect(await told(input('flux', '{name: bare}'), BARE, FLEET, { unresolved: ['grafana.obs.acme.io'] })).toEqual([
    'fleet.yaml:6:3: spec.domain: grafana.obs.acme.io has no address in the DNS that this machine asks (on eu-1)',
    '  hint: add an entry for the address of the Gateway or Ingress, or run this where the zone is seen',
  ]);
});

it('a clock that differs by more than an answer takes is told', async () => {
  expect(await told(input('flux', '{name: bare}'), BARE, FLEET, { clockAhead: -30 })).toEqual([]);
  expect(await told(input('flux', '{name: bare}'), BARE, FLEET, { clockAhead: -420 })).toEqual([
    'clusters/eu-1/cluster.yaml:4:1: spec: the clock of its API server is 420 seconds behind that of this machine',
    '  hint: set the wrong one by NTP: tokens and certificates are refused, and telemetry is stored at another time',
  ]);
});

it('what the cluster refuses is told once for each reason, and with what else is found at the same place', async () => {
  const refused = ['a', 'b'].map((name) => ({ component: 'grafana', object: `Role x/${name}`, said: 'no owner' }));
  const other = { component: 'grafana', object: 'Role x/c', said: 'no team' };
  expect((await told(input('flux', '{name: bare}'), BARE, FLEET, { refused: [...refused, other] }))[0]).toMatch(
    /spec\.components\.grafana: the cluster refuses Role x\/a and 1 more: no owner; the cluster refuses Role x\/c: no team$/,
  );
});

describe('Pod Security', () => {
  const namespace = (name: string, level: string): JsonObject => ({
    kind: 'Namespace',
    metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': level } },
  });
  const brought = input(
    'flux',
    '{name: bare}',
    '  components: {namespaces: {mode: existing}, otel-agent: {mode: managed}}',
  );
  const agents = 'otel-agent';

  it('is told where a namespace of somebody else refuses the pods of a component', async () => {
    const objects = [...BARE, namespace('lang-observatory', 'restricted'), namespace(agents, 'baseline')];
    expect(await told(brought, objects)).toEqual([
      expect.stringMatching(
        /spec\.components\.[a-z-]+: its namespace otel-agent enforces Pod Security baseline, which refuses its pods: they need privileged$/,
      ),
      `  hint: kubectl label namespace ${agents} --overwrite pod-security.kubernetes.io/enforce=privileged`,
    ]);
  });

  it('is right where the stack makes the namespaces: their labels are its own', async () => {
    const made = input('flux', '{name: bare}', '  components: {otel-agent: {mode: managed}}');
    expect(await told(made, [...BARE, namespace(agents, 'restricted')])).toEqual([]);
  });
});
