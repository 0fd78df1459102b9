/** What is told of a cluster by what it lists. */
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../../generator/components/registry.ts';
import type { JsonObject } from '../../../generator/data/json.ts';
import { installedIn } from '../../../generator/live/facts/installed.ts';
import { nameOfContext } from '../../../generator/live/facts/name-of-context.ts';
import { factsOf } from '../../../generator/live/facts/read-facts.ts';
import { API, classOf, DNS, definition, deployment, EKS, gatewayClass, node, service, slice } from './live-clusters.ts';

it('a cluster of a cloud tells its provider, region, version, classes and what is installed', () => {
  expect(factsOf(EKS)).toEqual({
    provider: 'aws',
    region: 'eu-west-1',
    nodes: 2,
    nodeLabels: [{ 'topology.kubernetes.io/region': 'eu-west-1' }, { 'topology.kubernetes.io/region': 'eu-west-1' }],
    priorityClasses: [],
    minors: ['1.34', '1.35'],
    kubernetes: '1.35',
    engines: [],
    storageClasses: [
      { name: 'gp3', isDefault: true },
      { name: 'efs', isDefault: false },
    ],
    gatewayClasses: [],
    ingressClasses: [{ name: 'alb', isDefault: true }],
    installed: [
      { component: 'prometheus-crds', version: '0.92.1', namespace: undefined },
      { component: 'cert-manager', version: '1.20.2', namespace: 'cert-manager' },
      { component: 'external-secrets', version: '2.4.1', namespace: 'secrets' },
      { component: 'cloudnative-pg', version: '1.29.0', namespace: 'databases' },
    ],
    hasMetricsServer: true,
    apiPorts: undefined,
    dns: undefined,
    runningEngines: [],
    quotas: [],
    containerLimits: [],
    podSecurity: [],
  });
});

it.each([
  ['azure:///subscriptions/1/resourceGroups/a/providers/Microsoft.Compute/x', 'azure'],
  ['gce://acme-prod/europe-west1-b/gke-1', 'gcp'],
  ['kind://podman/dev/dev-control-plane', 'bare'],
  ['k3s://plant-1', 'bare'],
  ['', 'bare'],
])('the provider is told by the IDs of nodes: %s', (providerID, provider) => {
  expect(factsOf([node(providerID, '')])).toMatchObject({ provider, region: undefined });
});

describe('what is installed', () => {
  const cnpg = [
    definition('clusters.postgresql.cnpg.io'),
    deployment('cnpg-system', 'cnpg', 'ghcr.io/cloudnative-pg/cloudnative-pg:1.30.1'),
  ];
  const namesIn = (objects: readonly JsonObject[]) => installedIn(objects).map(({ component }) => component);

  it('is pods and their definitions: one without the other is not', () => {
    expect(namesIn(cnpg)).toEqual(['cloudnative-pg']);
    expect(namesIn(cnpg.slice(0, 1))).toEqual([]);
    expect(namesIn(cnpg.slice(1))).toEqual([]);
  });

  it('is told by the whole name of an image', () => {
    const other = deployment('a', 'a', 'acme.io/my-cloudnative-pg:1.30.1');
    expect(namesIn([definition('clusters.postgresql.cnpg.io'), other])).toEqual([]);
  });

  it('is somebody else’s: not what this program has deployed by either engine', () => {
    const labels = { 'app.kubernetes.io/part-of': 'lang-observatory' };
    const own = { kind: 'Namespace', metadata: { name: 'cnpg-system', labels } };
    expect(namesIn([own, ...cnpg])).toEqual([]);
    const crds = (annotations: Record<string, string>, marks: Record<string, string> = {}) =>
      namesIn([own, definition('httproutes.gateway.networking.k8s.io', annotations, marks)]);
    expect(crds({})).toEqual(['gateway-crds']);
    expect(crds({ 'argocd.argoproj.io/tracking-id': 'eu-1-gateway-crds:apiextensions.k8s.io/x' })).toEqual([]);
    expect(crds({ 'argocd.argoproj.io/tracking-id': 'edge:apiextensions.k8s.io/x' })).toEqual(['gateway-crds']);
    expect(crds({}, { 'kustomize.toolkit.fluxcd.io/name': 'observatory-gateway-crds' })).toEqual([]);
    expect(crds({}, { 'kustomize.toolkit.fluxcd.io/name': 'infrastructure' })).toEqual(['gateway-crds']);
  });

  it('is every program that a component can leave to somebody else', () => {
    const found = installedIn([
      ...EKS,
      definition('httproutes.gateway.networking.k8s.io', { 'gateway.networking.k8s.io/bundle-version': 'v1.5.1' }),
      definition('objectstores.barmancloud.cnpg.io'),
      deployment('databases', 'barman', 'ghcr.io/cloudnative-pg/plugin-barman-cloud:v0.13.0'),
      definition('clickhouseclusters.clickhouse.com'),
      deployment('databases', 'ch', 'ghcr.io/clickhouse/clickhouse-operator:v0.0.7'),
      definition('instrumentations.opentelemetry.io'),
      deployment('otel', 'otel', 'ghcr.io/open-telemetry/opentelemetry-operator/opentelemetry-operator:0.150.0'),
      definition('nginxgateways.gateway.nginx.org'),
      deployment('nginx', 'ngf', 'ghcr.io/nginx/nginx-gateway-fabric:2.6.1'),
      { ...deployment('gpu-operator', 'dcgm', 'nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-ubi9'), kind: 'DaemonSet' },
    ]).map(({ component }) => component);
    // Objects and Secrets of a person, which have no program to be told by.
    const notPrograms = ['namespaces', 'issuers', 'secret-stores', 'credentials'];
    const existing = REGISTRY.filter(({ modes }) => modes.includes('existing')).map(({ name }) => name);
    expect([...found, ...notPrograms].sort()).toEqual([...existing].sort());
  });
});

describe('network policies', () => {
  it('are told another port of the API', () => {
    const microk8s = [
      service('default', 'kubernetes', {}, [{ port: 443, protocol: 'TCP', targetPort: 16443 }]),
      slice('default', 'kubernetes', [{ port: 16443, protocol: 'TCP' }]),
    ];
    expect(factsOf(microk8s).apiPorts).toEqual([443, 16443]);
    expect(factsOf(API).apiPorts).toBeUndefined();
  });

  it('are told where DNS is, with the port of its pods', () => {
    const openshift = [
      service('openshift-dns', 'dns-default', { 'dns.operator.openshift.io/daemonset-dns': 'default' }, [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 'dns' },
        { name: 'metrics', port: 9154, protocol: 'TCP', targetPort: 'metrics' },
      ]),
      slice('openshift-dns', 'dns-default', [
        { name: 'dns', port: 5353, protocol: 'UDP' },
        { name: 'metrics', port: 9154, protocol: 'TCP' },
      ]),
    ];
    expect(factsOf(openshift).dns).toEqual({
      namespace: 'openshift-dns',
      labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
      ports: [5353],
    });
    expect(factsOf(DNS).dns).toBeUndefined();
  });
});

it('a GatewayClass counts when its controller has accepted it', () => {
  expect(factsOf([gatewayClass('istio'), gatewayClass('old', 'False')]).gatewayClasses.map(({ name }) => name)).toEqual(
    ['istio'],
  );
});

it('classes are listed with the default one first', () => {
  const classes = [classOf('StorageClass', 'a'), classOf('StorageClass', 'z', true), classOf('StorageClass', 'm')];
  expect(factsOf(classes).storageClasses.map(({ name }) => name)).toEqual(['z', 'a', 'm']);
});

it.each([
  ['arn:aws:eks:eu-west-1:123456789012:cluster/prod-1', 'prod-1'],
  ['gke_acme-prod_europe-west1_prod-eu', 'prod-eu'],
  ['me@prod-1.eu-west-1.eksctl.io', 'prod-1'],
  ['default/api-prod-acme-io:6443/kube:admin', 'prod-acme-io'],
  ['kind-dev-1', 'dev-1'],
  ['AKS Prod (EU)', 'aks-prod-eu'],
  ['eu-prod-1', 'eu-prod-1'],
])('the name of a cluster is told by its context: %s', (context, name) => {
  expect(nameOfContext(context)).toBe(name);
});
