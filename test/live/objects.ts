/** Objects of engines with the fields that their controllers write, as a cluster gives them. */
import type { JsonObject } from '../../generator/data/json.ts';
import type { Wanted } from '../../generator/live/model.ts';

export const COMMIT = '9d41c7de0a52e7f2b7f1e4a7c0de6a3b1c9f5e21';
export const OLDER = '5b1e0f2a7c11d3c4b5a69788f0e1d2c3b4a59687';
export const URL = 'https://github.com/acme/observability.git';
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
export const SINCE = '2026-11-30T06:00:00Z';

/** `namespaces` alone, then a database, then what needs it. */
export const WANTED: readonly Wanted[] = [
  { component: 'namespaces', namespace: 'lang-observatory', version: undefined, source: 'manifests', dependsOn: [] },
  { component: 'clickhouse', namespace: 'clickhouse', version: '0.2.1', source: 'chart', dependsOn: ['namespaces'] },
  {
    component: 'langfuse',
    namespace: 'lang-observatory',
    version: '2.0.0',
    source: 'chart',
    dependsOn: ['clickhouse'],
  },
];

export interface Said {
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

export const READY: Said = { status: 'True', reason: 'ReconciliationSucceeded', message: 'Applied revision' };

function object(
  kind: string,
  namespace: string,
  name: string,
  spec: JsonObject,
  status: JsonObject,
  said: Said,
): JsonObject {
  return {
    kind,
    metadata: { name, namespace, generation: 2 },
    spec,
    status: {
      observedGeneration: 2,
      conditions: [{ type: 'Ready', lastTransitionTime: SINCE, ...said }],
      ...status,
    },
  };
}

export function gitRepository(said: Said = READY, commit = COMMIT, spec: JsonObject = {}): JsonObject {
  const artifact = {
    revision: `refs/heads/main@sha1:${commit}`,
    digest: DIGEST,
    lastUpdateTime: SINCE,
    path: 'gitrepository/flux-system/observatory/latest.tar.gz',
    url: 'http://source-controller.flux-system/latest.tar.gz',
  };
  return object('GitRepository', 'flux-system', 'observatory', { url: URL, ...spec }, { artifact }, said);
}

export function kustomization(name: string, said: Said = READY, commit = COMMIT, spec: JsonObject = {}): JsonObject {
  const status = { lastAppliedRevision: `refs/heads/main@sha1:${commit}` };
  return object('Kustomization', 'flux-system', name, { path: `./${name}`, ...spec }, status, said);
}

export function helmRelease(namespace: string, name: string, version: string, said: Said = READY): JsonObject {
  const history = [
    {
      name,
      namespace,
      version: 1,
      status: said.status === 'True' ? 'deployed' : 'failed',
      chartName: name,
      chartVersion: `${version}+3c5a9d7b1f20`,
      digest: DIGEST,
      configDigest: DIGEST,
      firstDeployed: SINCE,
      lastDeployed: SINCE,
    },
  ];
  return object('HelmRelease', namespace, name, { chartRef: { kind: 'OCIRepository', name } }, { history }, said);
}

export function ociRepository(namespace: string, name: string, tag: string, said: Said = READY): JsonObject {
  return object('OCIRepository', namespace, name, { ref: { tag } }, {}, said);
}

/** A cluster of Flux on which everything is as it should be. */
export function settledFlux(wanted: readonly Wanted[] = WANTED, commit = COMMIT): readonly JsonObject[] {
  return [
    gitRepository(READY, commit),
    kustomization('observatory', READY, commit),
    ...wanted.flatMap(({ component, namespace, source, version = '' }) => [
      kustomization(`observatory-${component}`, READY, commit),
      ...(source === 'chart'
        ? [helmRelease(namespace, component, version), ociRepository(namespace, component, version)]
        : []),
      ...(source === 'upstream' ? upstream(component, version) : []),
    ]),
  ];
}

function upstream(component: string, version: string): readonly JsonObject[] {
  const name = `observatory-${component}-upstream`;
  return [
    object('GitRepository', 'flux-system', name, { ref: { tag: version } }, {}, READY),
    object('Kustomization', 'flux-system', name, {}, { lastAppliedRevision: `${version}@sha1:${COMMIT}` }, READY),
  ];
}

/** The objects with one of them in place of that with the same kind and name, or none in place of it. */
export function replacing(
  objects: readonly JsonObject[],
  kind: string,
  name: string,
  instead?: JsonObject,
): readonly JsonObject[] {
  const isIt = (one: JsonObject): boolean => one.kind === kind && (one.metadata as JsonObject).name === name;
  if (!objects.some(isIt)) throw new Error(`there is no ${kind} ${name}`);
  return objects.flatMap((one) => (isIt(one) ? (instead === undefined ? [] : [instead]) : [one]));
}

const LABELS = { 'lang-observatory.dev/fleet': 'acme' } as const;

/** An Application of a component with a chart, Synced and Healthy at a commit; `status` is put over that. */
export function application(
  component: string,
  version: string,
  status: JsonObject = {},
  commit = COMMIT,
  { cluster, url } = { cluster: 'eu-1', url: URL },
): JsonObject {
  const sources = [
    { repoURL: 'registry.acme.io/charts', chart: component, targetRevision: version },
    { repoURL: url, targetRevision: 'refs/heads/main', path: `clusters/${cluster}/${component}`, ref: 'values' },
  ];
  const revisions = [version, commit];
  return {
    kind: 'Application',
    metadata: {
      name: `${cluster}-${component}`,
      namespace: 'argocd',
      labels: {
        ...LABELS,
        'lang-observatory.dev/cluster': cluster,
        'lang-observatory.dev/component': component,
      },
    },
    spec: { sources, syncPolicy: { automated: { prune: true, selfHeal: true } } },
    status: {
      sync: { status: 'Synced', revisions },
      health: { status: 'Healthy', lastTransitionTime: SINCE },
      history: [{ revisions, sources }],
      operationState: { phase: 'Succeeded', startedAt: SINCE, finishedAt: SINCE },
      ...status,
    },
  };
}

export function rootApplication(status: JsonObject = {}): JsonObject {
  const source = { repoURL: URL, targetRevision: 'refs/heads/main', path: 'argocd/root/acme' };
  return {
    kind: 'Application',
    metadata: { name: 'observatory.acme', namespace: 'argocd', labels: LABELS },
    spec: { source, syncPolicy: { automated: { selfHeal: true } } },
    status: {
      sync: { status: 'Synced', revision: COMMIT },
      health: { status: 'Healthy' },
      history: [{ revision: COMMIT, source }],
      operationState: { phase: 'Succeeded' },
      ...status,
    },
  };
}

export function applicationSet(component: string, error?: string): JsonObject {
  const conditions =
    error === undefined
      ? []
      : [{ type: 'ErrorOccurred', status: 'True', reason: 'ApplicationValidationError', message: error }];
  return {
    kind: 'ApplicationSet',
    metadata: { name: `observatory.acme.${component}`, namespace: 'argocd', labels: LABELS },
    status: { conditions },
  };
}
