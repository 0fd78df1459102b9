/**
 * Metrics of Argo CD and Flux, whichever runs on a cluster: the monitor of the other finds nothing. Flux has no metrics of the state of its
 * objects; kube-state-metrics reads it from them, as `gotk_resource_info` (fluxcd/website:content/en/flux/monitoring/metrics.md).
 */
import type { JsonObject } from '../../data/json.ts';
import type { EngineInstalls } from '../../fleet/engine-installs.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import type { Flow } from '../../stack/component.ts';
import { prometheus } from './handle.ts';

const ARGOCD_PORT = 8082;
const FLUX_PORT = 8080;

interface FluxKind {
  readonly group: string;
  /** That Flux 2.9 stores. */
  readonly version: string;
  readonly kind: string;
  /** What RBAC calls it. */
  readonly plural: string;
  /** The field of its status with the applied or fetched revision. */
  readonly revision: readonly string[];
}

const FLUX_KINDS: readonly FluxKind[] = [
  {
    group: 'kustomize.toolkit.fluxcd.io',
    version: 'v1',
    kind: 'Kustomization',
    plural: 'kustomizations',
    revision: ['lastAppliedRevision'],
  },
  {
    group: 'helm.toolkit.fluxcd.io',
    version: 'v2',
    kind: 'HelmRelease',
    plural: 'helmreleases',
    revision: ['history', '0', 'chartVersion'],
  },
  source('GitRepository', 'gitrepositories'),
  source('HelmRepository', 'helmrepositories'),
  source('OCIRepository', 'ocirepositories'),
];

function source(kind: string, plural: string): FluxKind {
  return { group: 'source.toolkit.fluxcd.io', version: 'v1', kind, plural, revision: ['artifact', 'revision'] };
}

export const ENGINE_FLOW: Flow = {
  from: prometheus.prometheus,
  to: { outside: 'engines' },
  ports: [FLUX_PORT, ARGOCD_PORT],
  purpose: 'metrics of Argo CD or Flux',
};

export function engineMonitors(component: string, { argocd, flux }: EngineInstalls): readonly Manifest[] {
  const owner = { namespace: STACK_NAMESPACE, component };
  return [
    podMonitor({
      ...owner,
      name: 'argocd',
      podNamespaces: distinct(argocd.map(({ namespace }) => namespace)),
      ...controllers(distinct(argocd.map(({ workloads }) => `${workloads}-application-controller`))),
      // Its container gives the port no name.
      endpoint: { portNumber: ARGOCD_PORT },
    }),
    podMonitor({ ...owner, name: 'flux', podNamespaces: [flux.namespace], matchLabels: {}, port: 'http-prom' }),
  ];
}

function controllers(names: readonly string[]): Pick<Parameters<typeof podMonitor>[0], 'matchLabels' | 'matchAny'> {
  const [first = '', ...others] = names;
  const label = 'app.kubernetes.io/name';
  return others.length === 0 ? { matchLabels: { [label]: first } } : { matchLabels: {}, matchAny: { [label]: names } };
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** Values of the kube-state-metrics chart. */
export const FLUX_STATE = {
  rbac: {
    extraRules: FLUX_KINDS.map(({ group, plural }) => ({
      apiGroups: [group],
      resources: [plural],
      verbs: ['list', 'watch'],
    })),
  },
  customResourceState: {
    enabled: true,
    config: { kind: 'CustomResourceStateMetrics', spec: { resources: FLUX_KINDS.map(resourceInfo) } },
  },
} satisfies JsonObject;

function resourceInfo({ group, version, kind, revision }: FluxKind): JsonObject {
  return {
    groupVersionKind: { group, version, kind },
    metricNamePrefix: 'gotk',
    metrics: [
      {
        name: 'resource_info',
        help: 'The current state of an object of Flux.',
        each: { type: 'Info', info: { labelsFromPath: { name: ['metadata', 'name'] } } },
        labelsFromPath: {
          exported_namespace: ['metadata', 'namespace'],
          suspended: ['spec', 'suspend'],
          ready: ['status', 'conditions', '[type=Ready]', 'status'],
          revision: ['status', ...revision],
        },
      },
    ],
  };
}
