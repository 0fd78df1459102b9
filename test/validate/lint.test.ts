/** Each of our own rules: a tree that violates it with the exact finding, and the same tree without a violation. */
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { documentReader } from '../../generator/data/documents.ts';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import { DEFAULT_ENGINE_INSTALLS } from '../../generator/fleet/engine-installs.ts';
import {
  type Cluster,
  DEFAULT_CLUSTER_DNS,
  DEFAULT_KUBERNETES_API,
  type Engine,
  type Fleet,
  type Level,
  type Registry,
} from '../../generator/fleet/model.ts';
import { referenceTo } from '../../generator/kustomize/kustomization-references.ts';
import { kustomizationReader } from '../../generator/kustomize/read-kustomization.ts';
import type { Finding } from '../../generator/validate/finding.ts';
import { documentsOf } from '../../generator/validate/kubeconform.ts';
import { lint, RULES } from '../../generator/validate/lint/lint.ts';
import { parseFiles, parseTree } from '../../generator/validate/lint/tree.ts';
import { oddly } from '../odd-values.ts';

const LEVEL: Level = {
  size: 'small',
  secrets: { provider: 'generated' },
  kubernetesApi: DEFAULT_KUBERNETES_API,
  clusterDns: DEFAULT_CLUSTER_DNS,
  registry: {},
  placement: {},
  proxy: {},
  commonMetadata: { labels: {}, annotations: {} },
  settings: new Map(),
  values: new Map(),
  additions: new Map(),
};

const FLEET: Fleet = {
  name: 'acme',
  repository: { url: 'https://example.com/repo.git', branch: 'main', path: '.' },
  engines: DEFAULT_ENGINE_INSTALLS,
  domain: 'example.com',
  waves: [
    { name: 'canary', ref: 'refs/heads/main' },
    { name: 'all', ref: 'refs/heads/main' },
  ],
  base: LEVEL,
  environments: [{ ...LEVEL, name: 'prod', wave: 'canary', flux: {} }],
  groups: [],
  clusters: [],
  customComponents: {},
  ownManifests: new Map(),
};

const APPLICATION_SET = `
kind: ApplicationSet
metadata: {name: observatory.acme.a, namespace: argocd}
spec:
  generators: [{git: {revision: refs/heads/main}, selector: {matchExpressions: [{key: environment, operator: In, values: [prod]}, {key: cluster, operator: NotIn, values: [x]}]}}]
  template: {metadata: {name: '{{ .cluster }}-a'}, spec: {project: 'observatory.acme.{{ .cluster }}'}}
`;
const KUSTOMIZATION = 'kind: Kustomization\nresources: []\n';
const SOURCE = `
kind: GitRepository
metadata: {name: observatory, namespace: flux-system, labels: {lang-observatory.dev/wave: canary}}
spec: {ref: {name: refs/heads/main}}
`;
const FLUX = `
kind: Kustomization
metadata: {name: observatory-a, namespace: flux-system, labels: {lang-observatory.dev/component: a, lang-observatory.dev/environment: prod, lang-observatory.dev/wave: canary}}
spec: {path: ./flux/builds/f/a, sourceRef: {kind: GitRepository, name: observatory}}
`;

/** A tree with one component on an Argo CD cluster `e` and a Flux cluster `f`, that no rule finds anything wrong with. */
const WHOLE: Readonly<Record<string, string>> = {
  'argocd/root/acme/applicationsets/a.yaml': APPLICATION_SET,
  'argocd/root/acme/projects/e.yaml': 'kind: AppProject\nmetadata: {name: observatory.acme.e, namespace: argocd}\n',
  'argocd/clusters/e/a.yaml': 'cluster: e\nenvironment: prod\nwave: canary\nchart: {name: a}\nextras: bases/a\n',
  'bases/a/kustomization.yaml': KUSTOMIZATION,
  'bases/a/values/kustomization.yaml': KUSTOMIZATION,
  'bases/a/values/values.yaml': 'replicas: 1\n',
  'flux/clusters/f/source.yaml': SOURCE,
  'flux/kustomizations/f/kustomization.yaml': KUSTOMIZATION,
  'flux/builds/f/a/kustomization.yaml': 'kind: Kustomization\nresources: [../../../../bases/a]\n',
};

const BUILT = { 'bases/a': '', 'flux/builds/f/a': '', 'flux/kustomizations/f': FLUX };

/** The version of the kinds is of no matter to these rules. */
function versioned(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...texts].map(([path, text]) => [path, text.replaceAll(/^kind:/gm, 'apiVersion: v1\nkind:')]));
}

interface Change {
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly builds?: Readonly<Record<string, string>>;
  /** Of the fleet in its Git repository. */
  readonly path?: string;
  /** Target of a patch that the fleet says for component a. */
  readonly target?: JsonObject;
  /** Of both clusters. */
  readonly registry?: Registry;
}

function clusterOf(name: string, engine: Engine, registry: Registry): Cluster {
  return {
    ...LEVEL,
    registry,
    name,
    engine,
    flux: {},
    argocd: {
      instance: DEFAULT_ENGINE_INSTALLS.argocd[0],
      destination: { name },
      sync: 'automatic',
      syncWindows: [],
      preserveOnDeletion: false,
    },
    environment: 'prod',
    groups: [],
    wave: 'canary',
    hasOwnWave: false,
    labels: {},
    provider: { name: 'bare' },
    domain: `${name}.acme.io`,
    kubernetes: '1.36',
  };
}

function findings({ files = {}, builds = {}, target, path = '.', registry }: Change): readonly Finding[] {
  const clusters = registry === undefined ? [] : [clusterOf('e', 'argocd', registry), clusterOf('f', 'flux', registry)];
  const fleet: Fleet = { ...FLEET, clusters, repository: { ...FLEET.repository, path } };
  const texts = new Map(
    Object.entries({ ...WHOLE, ...files }).flatMap(([path, text]): [string, string][] =>
      text === undefined ? [] : [[path, text]],
    ),
  );
  const read = documentReader();
  const readPaths = kustomizationReader();
  const kustomizations = new Map(
    [...texts]
      .filter(([path]) => path.endsWith('/kustomization.yaml'))
      .map(([path, text]) => [path.slice(0, -19), text] as const)
      .map(([folder, text]) => [
        folder,
        readPaths(text).paths.map((path) => referenceTo(`${folder}/kustomization.yaml`, path)),
      ]),
  );
  const sources = { kustomizations, paths: new Set(texts.keys()) };
  const parsed = parseFiles(versioned(texts), read);
  const streams = versioned(new Map(Object.entries({ ...BUILT, ...builds })));
  const built = new Map([...streams].map(([folder, text]) => [folder, documentsOf(text)]));
  const patches = target === undefined ? [] : [{ target, patch: '[]' }];
  const additions = new Map([['a', { patches, manifestFolders: [] }]]);
  const tree = parseTree({ sources, parsed, built, read, repository: fleet.repository, isChanged: () => true });
  return lint(tree, { ...fleet, base: { ...fleet.base, additions } });
}

const POD = `
kind: Deployment
metadata: {name: a, namespace: n}
spec: {template: {spec: {serviceAccountName: a, securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, containers: [{name: c, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}}}
---
kind: ServiceAccount
metadata: {name: a, namespace: n}
`;
const MIRRORED: Registry = { images: 'registry.acme.io/m', charts: { url: 'oci://registry.acme.io/charts' } };
const CONFIG_MAP = 'kind: ConfigMap\nmetadata: {name: c, namespace: n}\n';
const PATCHED = { 'bases/a-patched/kustomization.yaml': 'kind: Kustomization\nresources: [../a]\n' };
const RELEASE = `
kind: HelmRelease
metadata: {name: a, namespace: n}
spec: {releaseName: a, chartRef: {kind: OCIRepository, name: a}, valuesFrom: [{kind: ConfigMap, name: values}, {kind: ConfigMap, name: maybe, optional: true}]}
`;
const RELEASE_PARTS =
  '---\nkind: OCIRepository\nmetadata: {name: a, namespace: n}\n---\nkind: ConfigMap\nmetadata: {name: values, namespace: n}\n';
const EXTERNAL_SECRET =
  'kind: ExternalSecret\nmetadata: {name: s, namespace: n}\nspec: {target: {name: made}, data: [{secretKey: token, remoteRef: {key: a}}]}\n';
const SECRET_USER =
  'kind: Deployment\nmetadata: {name: u, namespace: n}\nspec: {envFrom: [{secretRef: {name: made}}, {secretRef: {name: maybe, optional: true}}]}\n';
const SECOND = FLUX.replace('observatory-a', 'observatory-b')
  .replace('component: a', 'component: b')
  .replace('builds/f/a', 'builds/f/b');
const BOTH = { 'flux/kustomizations/f': `${FLUX}---${SECOND}` };
const SECOND_BUILD = { 'flux/builds/f/b/kustomization.yaml': KUSTOMIZATION };

const CIPHERTEXT = 'ENC[AES256_GCM,data:cGFzcw==,iv:aXY=,tag:dGFn,type:str]';

const PROJECT = `
kind: AppProject
metadata: {name: observatory-acme-e, namespace: argocd}
spec: {destinations: [{name: e, namespace: m}], clusterResourceWhitelist: [{group: '', kind: Namespace}]}
`;

/** Plain scalars would end at the comment sign. */
function rule(expr: string): string {
  return `---\nkind: PrometheusRule\nmetadata: {name: r, namespace: n}\nspec: {groups: [{rules: [{record: a, expr: '${expr}'}]}]}\n`;
}

function dashboard(expr: string): string {
  const json = { panels: [{ datasource: { type: 'prometheus' }, targets: [{ expr }] }] };
  return `kind: ConfigMap\nmetadata: {name: d, namespace: n}\ndata: {d.json: '${JSON.stringify(json)}'}\n`;
}

const MISTAKES: readonly (readonly [code: string, change: Change, message: string])[] = [
  [
    'missing-resource',
    { files: { 'bases/a/kustomization.yaml': 'resources: [missing]' } },
    'bases/a/kustomization.yaml: resources refers to bases/a/missing, which is neither a file nor a folder with a kustomization',
  ],
  [
    'missing-resource',
    { files: { 'bases/a/kustomization.yaml': 'patches: [{path: p.yaml}]' } },
    'bases/a/kustomization.yaml: patches refers to bases/a/p.yaml, which is neither a file nor a folder with a kustomization',
  ],
  [
    'missing-resource',
    { files: { 'bases/a/kustomization.yaml': 'configMapGenerator: [{files: [key=gone.yaml]}]' } },
    'bases/a/kustomization.yaml: configMapGenerator refers to bases/a/gone.yaml, which is neither a file nor a folder with a kustomization',
  ],
  [
    'idle-patch',
    { files: PATCHED, builds: { 'bases/a': CONFIG_MAP }, target: { kind: 'ConfigMap', name: 'c.' } },
    'fleet.yaml: a patch of a selects nothing: a has no object with kind ConfigMap, name c.',
  ],
  [
    'invalid-promql',
    { builds: { 'bases/a': rule('sum(up) # all') + rule('(sum(up) # all) / 2') } },
    'bases/a: PrometheusRule/n/r: rule a cannot be parsed at «»',
  ],
  [
    'invalid-promql',
    { builds: { 'bases/a': rule('rate(up)') } },
    'bases/a: PrometheusRule/n/r: rule a rate() wants range vector, but up is instant vector',
  ],
  [
    'invalid-promql',
    { files: { 'bases/a/values/values.yaml': 'extra: {groups: [{rules: [{alert: Down, expr: "up == "}]}]}\n' } },
    'bases/a/values/values.yaml: rule Down cannot be parsed at «»',
  ],
  [
    'invalid-promql',
    { builds: { 'bases/a': dashboard('sum(rate(up[$__rate_interval]) by (job)') } },
    'bases/a: ConfigMap/n/d: a query of d.json cannot be parsed at «by (job)»',
  ],
  [
    'encrypted-object',
    {
      builds: {
        'bases/a': `kind: Secret\nmetadata: {name: s, namespace: n}\nsops: {mac: '${CIPHERTEXT}'}\ndata: {k: '${CIPHERTEXT}'}\n`,
      },
    },
    'bases/a: Secret/n/s: is encrypted with SOPS, but the engine of e does not decrypt it',
  ],
  [
    'secret-value',
    {
      builds: {
        'bases/a': `kind: Secret\nmetadata: {name: s, namespace: n}\nsops: {mac: '${CIPHERTEXT}'}\ndata: {k: '${CIPHERTEXT}', l: bA==}\n`,
      },
    },
    'bases/a: Secret/n/s: data looks like a secret in plain text',
  ],
  [
    'project-forbids',
    { files: { 'argocd/root/acme/projects/e.yaml': PROJECT }, builds: { 'bases/a': CONFIG_MAP } },
    'bases/a: ConfigMap/n/c: the AppProject of cluster e does not allow objects in namespace n',
  ],
  [
    'project-forbids',
    {
      files: { 'argocd/root/acme/projects/e.yaml': PROJECT },
      builds: { 'bases/a': 'kind: StorageClass\nmetadata: {name: s}\n' },
    },
    'bases/a: StorageClass/s: the AppProject of cluster e does not allow StorageClass',
  ],
  [
    'invalid-embedded',
    { builds: { 'bases/a': 'kind: ConfigMap\nmetadata: {name: c, namespace: n}\ndata: {a.json: "{"}\n' } },
    'bases/a: ConfigMap/n/c: a.json is not valid JSON',
  ],
  [
    'invalid-embedded',
    { builds: { 'bases/a': 'kind: Secret\nmetadata: {name: c, namespace: n}\nstringData: {a.yaml: "a: [1"}\n' } },
    'bases/a: Secret/n/c: a.yaml is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'unreadable-file',
    { files: { 'bases/a/values/values.yaml': 'a: [' } },
    'bases/a/values/values.yaml: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'missing-parameter',
    {
      files: {
        'argocd/root/acme/applicationsets/a.yaml': APPLICATION_SET.replace(
          "{project: '",
          "{version: '{{ .chart.version }}', project: '",
        ),
      },
    },
    'argocd/clusters/e/a.yaml: observatory.acme.a needs the parameter chart.version',
  ],
  [
    'wave-mixed',
    { files: { 'flux/clusters/f/source.yaml': SOURCE.replace('heads/main', 'heads/other') } },
    'flux/clusters/f/source.yaml: follows refs/heads/other, but wave canary follows refs/heads/main',
  ],
  [
    'wave-mixed',
    { files: { 'flux/clusters/f/source.yaml': SOURCE.replace('wave: canary', 'wave: all') } },
    'flux/clusters/f/source.yaml: is in wave all, but the cluster is in wave canary',
  ],
  [
    'wave-mixed',
    { files: { 'argocd/clusters/e/b.yaml': 'cluster: e\nenvironment: prod\nwave: all\nextras: bases/a\n' } },
    'argocd/clusters/e/b.yaml: is in wave all, but a of cluster e is in wave canary',
  ],
  [
    'two-engines',
    { builds: { 'flux/kustomizations/e': FLUX } },
    'argocd/clusters/e/a.yaml: flux/kustomizations/e/kustomization.yaml belongs to the same cluster',
  ],
  [
    'unknown-application-set',
    { files: { 'argocd/root/acme/applicationsets/a.yaml': undefined } },
    'argocd/clusters/e/a.yaml: argocd/root/acme/applicationsets/a.yaml does not exist',
  ],
  [
    'unknown-project',
    { files: { 'argocd/root/acme/projects/e.yaml': undefined } },
    'argocd/clusters/e/a.yaml: AppProject observatory.acme.e does not exist',
  ],
  [
    'missing-folder',
    { builds: { 'flux/kustomizations/f': FLUX.replace('builds/f/a', 'builds/f/x') } },
    'flux/kustomizations/f/kustomization.yaml: Kustomization/flux-system/observatory-a: flux/builds/f/x has no kustomization.yaml',
  ],
  [
    'missing-value-file',
    { files: { 'bases/a/values/values.yaml': undefined } },
    'argocd/clusters/e/a.yaml: bases/a/values/values.yaml does not exist',
  ],
  [
    'wave-unmatched',
    { files: { 'argocd/root/acme/applicationsets/a.yaml': APPLICATION_SET.replace('[x]', '[x, e]') } },
    'argocd/clusters/e/a.yaml: wave canary follows refs/heads/main, but observatory.acme.a selects the cluster with no generator',
  ],
  [
    'wave-unmatched',
    {
      files: { 'argocd/root/acme/applicationsets/a.yaml': APPLICATION_SET.replace('heads/main', 'heads/release/all') },
    },
    'argocd/clusters/e/a.yaml: wave canary follows refs/heads/main, but observatory.acme.a selects the cluster at refs/heads/release/all',
  ],
  [
    'wave-unmatched',
    {
      files: {
        'argocd/root/acme/applicationsets/a.yaml': APPLICATION_SET.replace(
          /generators: \[(.*)\]/,
          'generators: [{merge: {mergeKeys: [cluster], generators: [$1, {git: {revision: refs/heads/release/all}}]}}]',
        ),
      },
    },
    'argocd/clusters/e/a.yaml: wave canary follows refs/heads/main, but observatory.acme.a selects the cluster at refs/heads/release/all',
  ],
  [
    'duplicate-application',
    {
      files: {
        'argocd/clusters/e/b.yaml': WHOLE['argocd/clusters/e/a.yaml'],
        'argocd/root/acme/applicationsets/b.yaml': APPLICATION_SET,
        'bases/b/values/values.yaml': '{}',
      },
    },
    'argocd/clusters/e/b.yaml: Application e-a is also generated from argocd/clusters/e/a.yaml',
  ],
  [
    'unknown-source',
    { files: { 'flux/clusters/f/source.yaml': undefined } },
    'flux/kustomizations/f/kustomization.yaml: Kustomization/flux-system/observatory-a: GitRepository observatory does not exist',
  ],
  [
    'unknown-values',
    { builds: { 'flux/builds/f/a': `${RELEASE}${RELEASE_PARTS.replace('name: values', 'name: other')}` } },
    'flux/builds/f/a: HelmRelease/n/a: ConfigMap values does not exist',
  ],
  [
    'unknown-dependency',
    {
      builds: { 'flux/kustomizations/f': FLUX.replace('spec: {', 'spec: {dependsOn: [{name: observatory-z}], ') },
    },
    'flux/kustomizations/f/kustomization.yaml: Kustomization/flux-system/observatory-a: Kustomization observatory-z does not exist on the cluster',
  ],
  [
    'unapplied-file',
    { files: { 'flux/kustomizations/f/mine.yaml': FLUX } },
    'flux/kustomizations/f/mine.yaml: is not part of a kustomization, so Flux does not apply it',
  ],
  [
    'dependency-cycle',
    {
      files: SECOND_BUILD,
      builds: {
        'flux/kustomizations/f': [
          FLUX.replace('spec: {', 'spec: {dependsOn: [{name: observatory-b}], '),
          SECOND.replace('spec: {', 'spec: {dependsOn: [{name: observatory-a}], '),
        ].join('---'),
      },
    },
    'flux/kustomizations/f/kustomization.yaml: observatory-a depends on observatory-b depends on observatory-a',
  ],
  [
    'flux-substitution',
    { builds: { 'flux/kustomizations/f': FLUX.replace('spec: {', 'spec: {postBuild: {substitute: {a: b}}, ') } },
    'flux/kustomizations/f: Kustomization/flux-system/observatory-a: has postBuild, which is not supported here',
  ],
  [
    'duplicate-object',
    { files: SECOND_BUILD, builds: { ...BOTH, 'flux/builds/f/a': CONFIG_MAP, 'flux/builds/f/b': CONFIG_MAP } },
    'flux/builds/f/b: ConfigMap/n/c: is also in flux/builds/f/a',
  ],
  [
    'duplicate-release',
    {
      files: SECOND_BUILD,
      builds: {
        ...BOTH,
        'flux/builds/f/a': `${RELEASE}${RELEASE_PARTS}`,
        'flux/builds/f/b': `${RELEASE.replace('name: a,', 'name: b,')}${RELEASE_PARTS}`,
      },
    },
    'flux/builds/f/b: HelmRelease/n/b: flux/builds/f/a also has a release n/a',
  ],
  [
    'unknown-secret',
    { files: { 'bases/a/values/values.yaml': 'auth: {existingSecret: nowhere}' } },
    'bases/a: Helm values: Secret nowhere is not created by anything on cluster e',
  ],
  [
    'unknown-secret',
    {
      builds: {
        'flux/builds/f/a': `${SECRET_USER}---\n${EXTERNAL_SECRET.replace('namespace: n', 'namespace: other')}`,
      },
    },
    'flux/builds/f/a: Deployment/n/u: Secret n/made is not created by anything on cluster f',
  ],
  [
    'secret-value',
    { builds: { 'bases/a': 'kind: Secret\nmetadata: {name: s, namespace: n}\nstringData: {a: b}\n' } },
    'bases/a: Secret/n/s: stringData looks like a secret in plain text',
  ],
  [
    'secret-value',
    { files: { 'bases/a/values/values.yaml': 'env: [{name: API_TOKEN, value: abc}]' } },
    'bases/a/values/values.yaml: API_TOKEN looks like a secret in plain text',
  ],
  [
    'secret-value',
    { files: { 'bases/a/values/values.yaml': 'users: [{name: admin, password: hunter2}]' } },
    'bases/a/values/values.yaml: password looks like a secret in plain text',
  ],
  [
    'secret-value',
    { files: { 'bases/a/values/values.yaml': 'db: {tokenKey: abc, pass: "${DB_PASS}", apiToken: abc}' } },
    'bases/a/values/values.yaml: apiToken looks like a secret in plain text',
  ],
  [
    'secret-value',
    { files: { 'bases/a/values/values.yaml': 'db: {DB_PASS: abc}' } },
    'bases/a/values/values.yaml: DB_PASS looks like a secret in plain text',
  ],
  [
    'secret-value',
    { builds: { 'bases/a': `${CONFIG_MAP}data: {a: "Basic dXNlcjpwYXNzd29yZDEyMw=="}\n` } },
    'bases/a: ConfigMap/n/c: a looks like a secret in plain text',
  ],
  [
    'secret-value',
    { builds: { 'bases/a': `${CONFIG_MAP}data: {a: "-----BEGIN RSA PRIVATE KEY-----"}\n` } },
    'bases/a: ConfigMap/n/c: a looks like a secret in plain text',
  ],
  [
    'secret-value',
    { builds: { 'bases/a': 'kind: ConfigMap\nmetadata: {name: c, namespace: n}\ndata: {adminPassword: hunter2}\n' } },
    'bases/a: ConfigMap/n/c: adminPassword looks like a secret in plain text',
  ],
  [
    'invalid-name',
    { builds: { 'bases/a': CONFIG_MAP.replace('name: c', 'name: C_1') } },
    'bases/a: ConfigMap/n/C_1: the name must be at most 253 lower-case letters, digits, hyphens and dots',
  ],
  [
    'invalid-name',
    { builds: { 'bases/a': `kind: Service\nmetadata: {name: ${'s'.repeat(64)}, namespace: n}\n` } },
    `bases/a: Service/n/${'s'.repeat(64)}: the name must be at most 63 lower-case letters, digits and hyphens`,
  ],
  [
    'invalid-name',
    {
      builds: {
        'flux/builds/f/a': `${RELEASE.replace('releaseName: a', `releaseName: ${'r'.repeat(54)}`)}${RELEASE_PARTS}`,
      },
    },
    'flux/builds/f/a: HelmRelease/n/a: the name of the release must be at most 53 lower-case letters, digits, hyphens and dots',
  ],
  [
    'invalid-label',
    { builds: { 'bases/a': CONFIG_MAP.replace('name: c,', `name: c, labels: {l: ${'x'.repeat(64)}},`) } },
    `bases/a: ConfigMap/n/c: label l has the invalid value ${'x'.repeat(64)}`,
  ],
  [
    'missing-namespace',
    { builds: { 'bases/a': 'kind: ConfigMap\nmetadata: {name: c}\n' } },
    'bases/a: ConfigMap/c: has no namespace',
  ],
  [
    'image-not-mirrored',
    { registry: MIRRORED, builds: { 'bases/a': POD.replace('name: c,', 'name: c, image: busybox:1,') } },
    'bases/a: Deployment/n/a: spec.template.spec.containers.0.image is busybox:1, which is not in the mirror registry.acme.io/m',
  ],
  [
    'image-not-mirrored',
    {
      registry: MIRRORED,
      builds: {
        'bases/a': 'kind: Cluster\nmetadata: {name: c, namespace: n}\nspec: {imageName: ghcr.io/a/postgresql:18}\n',
      },
    },
    'bases/a: Cluster/n/c: spec.imageName is ghcr.io/a/postgresql:18, which is not in the mirror registry.acme.io/m',
  ],
  [
    'image-not-mirrored',
    {
      registry: MIRRORED,
      files: { 'bases/a/values/values.yaml': 'extraContainers: [{name: b, image: quay.io/b:1}]\n' },
    },
    'bases/a/values/values.yaml: Helm values: extraContainers.0.image is quay.io/b:1, which is not in the mirror registry.acme.io/m',
  ],
  [
    'chart-not-mirrored',
    {
      registry: MIRRORED,
      files: {
        'argocd/clusters/e/a.yaml':
          'cluster: e\nenvironment: prod\nwave: canary\nchart: {name: a, repository: ghcr.io/a}\nextras: bases/a\n',
      },
    },
    'argocd/clusters/e/a.yaml: takes charts from ghcr.io/a, which is not the mirror registry.acme.io/charts',
  ],
  [
    'chart-not-mirrored',
    {
      registry: MIRRORED,
      builds: {
        'flux/builds/f/a':
          'kind: HelmRepository\nmetadata: {name: a, namespace: n}\nspec: {url: https://charts.example.org}\n',
      },
    },
    'flux/builds/f/a: HelmRepository/n/a: takes charts from https://charts.example.org, which is not the mirror registry.acme.io/charts',
  ],
  [
    'pod-security',
    { builds: { 'bases/a': POD.replace('runAsNonRoot: true, ', '') } },
    'bases/a: Deployment/n/a: container c may run as root',
  ],
  [
    'unknown-service-account',
    {
      builds: {
        'bases/a': POD.replace('kind: ServiceAccount\nmetadata: {name: a', 'kind: ServiceAccount\nmetadata: {name: b'),
      },
    },
    'bases/a: Deployment/n/a: ServiceAccount a does not exist',
  ],
];

function describeFinding({ file, object, message }: Finding): string {
  return [file, object, message].filter((part) => part !== undefined).join(': ');
}

describe('our own rules', () => {
  it('find nothing in a valid tree', () => {
    expect(
      findings({ builds: { 'bases/a': `${POD}---\n${CONFIG_MAP}`, 'flux/builds/f/a': `${RELEASE}${RELEASE_PARTS}` } }),
    ).toEqual([]);
  });

  for (const [code, change, message] of MISTAKES)
    it(`report ${code}`, () => {
      expect(
        findings(change)
          .filter((finding) => finding.code === code)
          .map(describeFinding),
      ).toContain(message);
    });

  it('need every folder that an engine builds to be in the folder of the fleet', () => {
    const parameters = WHOLE['argocd/clusters/e/a.yaml'] ?? '';
    const inFolder = {
      path: 'platform/o11y',
      files: { 'argocd/clusters/e/a.yaml': parameters.replace('extras: bases', 'extras: platform/o11y/bases') },
      builds: { 'flux/kustomizations/f': FLUX.replace('./flux', './platform/o11y/flux') },
    };
    expect(findings(inFolder)).toEqual([]);
    const messages = findings({ path: 'platform/o11y' }).map(({ code, message }) => `${code}: ${message}`);
    expect(messages).toEqual([
      'missing-folder: bases/a has no kustomization.yaml',
      'missing-folder: flux/builds/f/a has no kustomization.yaml',
    ]);
    expect(findings({ ...inFolder, path: '.' }).map(({ message }) => message)).toEqual([
      'platform/o11y/bases/a has no kustomization.yaml',
      'platform/o11y/flux/builds/f/a has no kustomization.yaml',
    ]);
  });

  it('accept what is in the mirror, or elsewhere in its registry', () => {
    const images = ['registry.acme.io/m/docker.io/library/busybox:1', 'registry.acme.io/own:1'];
    const pods = images.map((image, index) =>
      POD.replaceAll('name: a,', `name: a${index},`)
        .replace('serviceAccountName: a', `serviceAccountName: a${index}`)
        .replace('name: c,', `name: c, image: ${image},`),
    );
    const source =
      'kind: OCIRepository\nmetadata: {name: a, namespace: n}\nspec: {url: oci://registry.acme.io/charts/a}\n';
    const builds = { 'bases/a': pods.join('---\n'), 'flux/builds/f/a': source };
    const codes = findings({ registry: MIRRORED, builds }).map(({ code }) => code);
    expect(codes.filter((code) => code.endsWith('-not-mirrored') || code === 'pod-security')).toEqual([]);
  });

  it('each have a test', () => {
    const codes = RULES.flatMap((rule) => Object.keys(rule.codes));
    expect(codes.filter((code) => !MISTAKES.some(([proven]) => proven === code))).toEqual([]);
  });

  it('accept a Secret that an ExternalSecret or a Certificate creates, or that the input names', () => {
    const certificate = 'kind: Certificate\nmetadata: {name: s, namespace: n}\nspec: {secretName: made}\n';
    for (const maker of [EXTERNAL_SECRET, certificate])
      expect(findings({ builds: { 'flux/builds/f/a': `${SECRET_USER}---\n${maker}` } })).toEqual([]);
  });

  it('ignore text that only looks like a secret', () => {
    const values = [
      'auth: {existingSecret: made, password: password}',
      'config: {password: "${ADMIN_PASSWORD}", token: ""}',
      'auth: {enabled: false, existingSecret: nowhere}',
    ];
    for (const text of values)
      expect(
        findings({
          files: { 'bases/a/values/values.yaml': text },
          builds: { 'bases/a': EXTERNAL_SECRET, 'flux/builds/f/a': EXTERNAL_SECRET },
        }),
        text,
      ).toEqual([]);
  });

  it('accept a SealedSecret', () => {
    const sealed = (group: string): string =>
      `{apiVersion: ${group}/v1alpha1, kind: SealedSecret, metadata: {name: s, namespace: n}, spec: {encryptedData: {password: AgBy3i4OJSWK}}}`;
    expect(findings({ builds: { 'bases/a': sealed('acme.io') } }).map(({ code }) => code)).toEqual(['secret-value']);
    expect(findings({ builds: { 'bases/a': sealed('bitnami.com') } })).toEqual([]);
  });

  it('accept names of roles that Kubernetes accepts, and objects without a namespace that can have none', () => {
    const objects =
      'kind: Role\nmetadata: {name: "system:a", namespace: n}\n---\nkind: ValidatingAdmissionPolicy\nmetadata: {name: p}\n';
    expect(findings({ builds: { 'bases/a': objects } })).toEqual([]);
  });

  it('accept a patch that selects something on one of its clusters, or that may do so on one that was not built', () => {
    const below = {
      'overlays/prod/a/kustomization.yaml': KUSTOMIZATION,
      'overlays/prod/a-patched/kustomization.yaml': 'kind: Kustomization\nresources: [../a]\n',
    };
    for (const target of [{ name: 'c' }, { kind: 'Conf.*', namespace: 'n', group: '' }, { labelSelector: '!a' }, {}])
      expect(findings({ files: PATCHED, builds: { 'bases/a': CONFIG_MAP }, target })).toEqual([]);
    for (const builds of [{ 'overlays/prod/a': CONFIG_MAP }, {}])
      expect(findings({ files: { ...PATCHED, ...below }, builds, target: { kind: 'ConfigMap' } })).toEqual([]);
  });

  it('report an object once', () => {
    const object = 'kind: ConfigMap\nmetadata: {name: c}\n';
    expect(findings({ builds: { 'bases/a': object, 'clusters/e/a': object } }).map(({ file }) => file)).toEqual([
      'bases/a',
    ]);
  });

  it('check a pod against the level of its own cluster', () => {
    const pod = POD.replace('runAsNonRoot: true, ', '');
    const namespace = (level: string): string =>
      `---\nkind: Namespace\nmetadata: {name: n, labels: {pod-security.kubernetes.io/enforce: ${level}}}\n`;
    const builds = {
      'clusters/e/a': `${pod}${namespace('baseline')}`,
      'clusters/g/a': `${pod}${namespace('restricted')}`,
    };
    expect(findings({ builds }).map(describeFinding)).toEqual([
      'clusters/g/a: Deployment/n/a: container c may run as root',
    ]);
  });

  it('accept a pod that is not restricted if its namespace allows it', () => {
    const namespace =
      'kind: Namespace\nmetadata: {name: n, labels: {pod-security.kubernetes.io/enforce: privileged}}\n';
    expect(findings({ builds: { 'bases/a': `${POD.replace('runAsNonRoot: true, ', '')}---\n${namespace}` } })).toEqual(
      [],
    );
  });
});

describe('an unusual document', () => {
  const builds: Readonly<Record<string, string>> = {
    pod: POD,
    release: RELEASE,
    secret: `${EXTERNAL_SECRET}---\n${SECRET_USER}`,
    rule: rule('up'),
    dashboard: dashboard('up'),
  };
  const texts = [
    ...Object.entries(WHOLE).map(
      ([path, text]) => [path, text, (odd: string) => ({ files: { [path]: odd } })] as const,
    ),
    ...Object.entries(builds).map(
      ([name, text]) => [name, text, (odd: string) => ({ builds: { 'bases/a': odd } })] as const,
    ),
  ];
  for (const [name, text, change] of texts)
    it(`is checked like any other, and causes no internal error: ${name}`, () => {
      const documents = parseAllDocuments(text).map((document): JsonObject => document.toJS());
      for (const [index, document] of documents.entries())
        for (const odd of oddly(document)) {
          const changed = documents.with(index, isObject(odd) ? odd : {}).map((one) => stringify(one));
          expect(Array.isArray(findings(change(changed.join('---\n'))))).toBe(true);
        }
    });
});
