/** The fields of a kustomization.yaml: which of them contain paths, and which are refused. */

/** A `source` is `key=path`, or only a path. The items of a list have one shape; maps have only these fields. */
export type Shape = 'free' | 'path' | 'source' | readonly [Shape] | { readonly [field: string]: Shape };

const GENERATED = {
  name: 'free',
  namespace: 'free',
  behavior: 'free',
  files: ['source'],
  literals: 'free',
  envs: ['path'],
  options: 'free',
} as const;

/** As Kustomize has them (kubernetes-sigs/kustomize:api/types/kustomization.go), except those that are refused. */
export const FIELDS = {
  apiVersion: 'free',
  kind: 'free',
  metadata: 'free',
  resources: ['path'],
  components: ['path'],
  crds: ['path'],
  configurations: ['path'],
  openapi: { path: 'path', version: 'free' },
  namespace: 'free',
  namePrefix: 'free',
  nameSuffix: 'free',
  labels: 'free',
  commonLabels: 'free',
  commonAnnotations: 'free',
  images: 'free',
  imageTags: 'free',
  replicas: 'free',
  vars: 'free',
  patches: [{ path: 'path', patch: 'free', target: 'free', options: 'free' }],
  replacements: [{ path: 'path', source: 'free', sourceValue: 'free', targets: 'free' }],
  configMapGenerator: [GENERATED],
  secretGenerator: [{ ...GENERATED, type: 'free' }],
  generatorOptions: 'free',
  buildMetadata: 'free',
  sortOptions: 'free',
} as const satisfies Readonly<Record<string, Shape>>;

const NO_PLUGINS =
  'Argo CD and Flux run no plugins by default: use patches, replacements, labels or configMapGenerator';
const NO_CHARTS = 'Argo CD and Flux render no charts in a kustomization by default: commit the rendered manifests';
const IN_PATCHES = 'list it under patches';

/** What to use instead of each field that runs programs or is deprecated. */
export const REFUSED_FIELDS: Readonly<Record<string, string>> = {
  env: 'list it under envs',
  bases: 'list it under resources',
  patchesStrategicMerge: IN_PATCHES,
  patchesJson6902: IN_PATCHES,
  generators: NO_PLUGINS,
  transformers: NO_PLUGINS,
  validators: NO_PLUGINS,
  helmGlobals: NO_CHARTS,
  helmCharts: NO_CHARTS,
  helmChartInflationGenerator: NO_CHARTS,
};
