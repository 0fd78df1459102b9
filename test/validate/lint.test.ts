/** Each of our own rules: a tree that breaks it, told exactly, and the same tree whole. */
import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../generator/fleet/model.ts';
import { lint, RULES } from '../../generator/validate/lint/lint.ts';
import { parseTree } from '../../generator/validate/lint/tree.ts';
import type { Finding } from '../../generator/validate/validate-repository.ts';

const FLEET: Fleet = {
  name: 'acme',
  repository: { url: 'https://example.com/repo.git', branch: 'main' },
  domain: 'example.com',
  waves: [],
  base: {
    size: 'small',
    secrets: { provider: 'generated' },
    settings: new Map(),
    values: new Map(),
    additions: new Map(),
  },
  environments: [],
  clusters: [],
};

const APPLICATION_SET = `
kind: ApplicationSet
metadata: {name: observatory-a, namespace: argocd}
spec:
  generators: [{selector: {matchExpressions: [{key: wave, operator: In, values: [canary]}]}}]
  template: {metadata: {name: '{{ .cluster }}-a'}, spec: {project: 'observatory-{{ .cluster }}'}}
`;
const KUSTOMIZATION = 'kind: Kustomization\nresources: []\n';
const FLUX = `
kind: Kustomization
metadata: {name: observatory-a, namespace: flux-system, labels: {lang-observatory.dev/environment: prod}}
spec: {path: ./flux/builds/f/a, sourceRef: {kind: GitRepository, name: observatory}}
`;

/** A tree with one component on an Argo CD cluster `e` and a Flux cluster `f`, that no rule finds anything wrong with. */
const WHOLE: Readonly<Record<string, string>> = {
  'argocd/applicationsets/a.yaml': APPLICATION_SET,
  'argocd/projects/e.yaml': 'kind: AppProject\nmetadata: {name: observatory-e, namespace: argocd}\n',
  'argocd/clusters/e/a.yaml': 'cluster: e\nenvironment: prod\nwave: canary\nchart: {name: a}\nextras: bases/a\n',
  'bases/a/kustomization.yaml': KUSTOMIZATION,
  'bases/a/values/kustomization.yaml': KUSTOMIZATION,
  'bases/a/values/values.yaml': 'replicas: 1\n',
  'flux/clusters/f/source.yaml': 'kind: GitRepository\nmetadata: {name: observatory, namespace: flux-system}\n',
  'flux/kustomizations/f/a.yaml': FLUX,
  'flux/builds/f/a/kustomization.yaml': 'kind: Kustomization\nresources: [../../../../bases/a]\n',
};

/** The version of the kinds is of no matter to these rules. */
function versioned(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...texts].map(([path, text]) => [path, text.replaceAll(/^kind:/gm, 'apiVersion: v1\nkind:')]));
}

interface Change {
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly builds?: Readonly<Record<string, string>>;
}

function findings({ files = {}, builds = {} }: Change): readonly Finding[] {
  const texts = new Map(
    Object.entries({ ...WHOLE, ...files }).flatMap(([path, text]): [string, string][] =>
      text === undefined ? [] : [[path, text]],
    ),
  );
  const references = new Map(
    [...texts]
      .filter(([path]) => path.endsWith('/kustomization.yaml'))
      .map(([path, text]): [string, readonly string[]] => [
        path.slice(0, -19),
        [...text.matchAll(/\.\.\/bases\/\w+|missing/g)].map(([name]) => name.replace('../', '')),
      ]),
  );
  const sources = { files: texts, folders: [...references.keys()], references, paths: new Set(texts.keys()) };
  return lint(
    parseTree(
      { ...sources, files: versioned(sources.files) },
      versioned(new Map(Object.entries({ 'bases/a': '', 'flux/builds/f/a': '', ...builds }))),
    ),
    FLEET,
  );
}

const POD = `
kind: Deployment
metadata: {name: a, namespace: n}
spec: {template: {spec: {serviceAccountName: a, securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, containers: [{name: c, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}}}
---
kind: ServiceAccount
metadata: {name: a, namespace: n}
`;
const CONFIG_MAP = 'kind: ConfigMap\nmetadata: {name: c, namespace: n}\n';
const RELEASE = `
kind: HelmRelease
metadata: {name: a, namespace: n}
spec: {releaseName: a, chartRef: {kind: OCIRepository, name: a}, valuesFrom: [{kind: ConfigMap, name: values}, {kind: ConfigMap, name: maybe, optional: true}]}
`;
const RELEASE_PARTS =
  '---\nkind: OCIRepository\nmetadata: {name: a, namespace: n}\n---\nkind: ConfigMap\nmetadata: {name: values, namespace: n}\n';
const SECOND = FLUX.replace('observatory-a', 'observatory-b').replace('builds/f/a', 'builds/f/b');
const SECOND_BUILD = { 'flux/kustomizations/f/b.yaml': SECOND, 'flux/builds/f/b/kustomization.yaml': KUSTOMIZATION };

const MISTAKES: readonly (readonly [code: string, change: Change, message: string])[] = [
  [
    'missing-resource',
    { files: { 'bases/a/kustomization.yaml': 'resources: [missing]' } },
    'bases/a/kustomization.yaml: missing is not there',
  ],
  [
    'unknown-application-set',
    { files: { 'argocd/applicationsets/a.yaml': undefined } },
    'argocd/clusters/e/a.yaml: there is no argocd/applicationsets/a.yaml',
  ],
  [
    'unknown-project',
    { files: { 'argocd/projects/e.yaml': undefined } },
    'argocd/clusters/e/a.yaml: there is no AppProject observatory-e',
  ],
  [
    'missing-folder',
    { files: { 'flux/kustomizations/f/a.yaml': FLUX.replace('builds/f/a', 'builds/f/x') } },
    'flux/kustomizations/f/a.yaml: flux/builds/f/x has no kustomization.yaml',
  ],
  [
    'missing-value-file',
    { files: { 'bases/a/values/values.yaml': undefined } },
    'argocd/clusters/e/a.yaml: bases/a/values/values.yaml is not there',
  ],
  [
    'wave-unmatched',
    { files: { 'argocd/applicationsets/a.yaml': APPLICATION_SET.replace('[canary]', '[all]') } },
    'argocd/clusters/e/a.yaml: wave canary is matched by 0 generators of observatory-a',
  ],
  [
    'duplicate-application',
    {
      files: {
        'argocd/clusters/e/b.yaml': WHOLE['argocd/clusters/e/a.yaml'],
        'argocd/applicationsets/b.yaml': APPLICATION_SET,
        'bases/b/values/values.yaml': '{}',
      },
    },
    'argocd/clusters/e/b.yaml: Application e-a comes from argocd/clusters/e/a.yaml too',
  ],
  [
    'unknown-source',
    { files: { 'flux/clusters/f/source.yaml': undefined } },
    'flux/kustomizations/f/a.yaml: Kustomization/a: there is no GitRepository observatory',
  ],
  [
    'unknown-values',
    { builds: { 'flux/builds/f/a': `${RELEASE}${RELEASE_PARTS.replace('name: values', 'name: other')}` } },
    'flux/builds/f/a: HelmRelease/n/a: there is no ConfigMap values',
  ],
  [
    'unknown-dependency',
    {
      files: { 'flux/kustomizations/f/a.yaml': FLUX.replace('spec: {', 'spec: {dependsOn: [{name: observatory-z}], ') },
    },
    'flux/kustomizations/f/a.yaml: there is no Kustomization observatory-z on the cluster',
  ],
  [
    'dependency-cycle',
    {
      files: {
        ...SECOND_BUILD,
        'flux/kustomizations/f/a.yaml': FLUX.replace('spec: {', 'spec: {dependsOn: [{name: observatory-b}], '),
        'flux/kustomizations/f/b.yaml': SECOND.replace('spec: {', 'spec: {dependsOn: [{name: observatory-a}], '),
      },
    },
    'flux/kustomizations/f/a.yaml: observatory-a waits for observatory-b waits for observatory-a',
  ],
  [
    'flux-substitution',
    { files: { 'flux/kustomizations/f/a.yaml': FLUX.replace('spec: {', 'spec: {postBuild: {substitute: {a: b}}, ') } },
    'flux/kustomizations/f/a.yaml: Kustomization/flux-system/observatory-a: has postBuild',
  ],
  [
    'duplicate-object',
    { files: SECOND_BUILD, builds: { 'flux/builds/f/a': CONFIG_MAP, 'flux/builds/f/b': CONFIG_MAP } },
    'flux/builds/f/b: ConfigMap/n/c: flux/builds/f/a makes it too',
  ],
  [
    'duplicate-release',
    {
      files: SECOND_BUILD,
      builds: {
        'flux/builds/f/a': `${RELEASE}${RELEASE_PARTS}`,
        'flux/builds/f/b': `${RELEASE.replace('name: a,', 'name: b,')}${RELEASE_PARTS}`,
      },
    },
    'flux/builds/f/b: HelmRelease/n/b: flux/builds/f/a has a release n/a too',
  ],
  [
    'unknown-secret',
    { files: { 'bases/a/values/values.yaml': 'auth: {existingSecret: nowhere}' } },
    'bases/a: Helm values: Secret nowhere is made by nothing on cluster e',
  ],
  [
    'secret-value',
    { builds: { 'bases/a': 'kind: ConfigMap\nmetadata: {name: c, namespace: n}\ndata: {adminPassword: hunter2}\n' } },
    'bases/a: ConfigMap/n/c: adminPassword looks like a secret, written out',
  ],
  [
    'invalid-name',
    { builds: { 'bases/a': CONFIG_MAP.replace('name: c', 'name: C_1') } },
    'bases/a: ConfigMap/n/C_1: the name must be at most 253 lower-case letters, digits and hyphens',
  ],
  [
    'invalid-label',
    { builds: { 'bases/a': CONFIG_MAP.replace('name: c,', `name: c, labels: {l: ${'x'.repeat(64)}},`) } },
    `bases/a: ConfigMap/n/c: label l cannot have the value ${'x'.repeat(64)}`,
  ],
  [
    'missing-namespace',
    { builds: { 'bases/a': 'kind: ConfigMap\nmetadata: {name: c}\n' } },
    'bases/a: ConfigMap/c: does not name its namespace',
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
    'bases/a: Deployment/n/a: there is no ServiceAccount a',
  ],
];

function describeFinding({ file, object, message }: Finding): string {
  return [file, object, message].filter((part) => part !== undefined).join(': ');
}

describe('our own rules', () => {
  it('find nothing in a whole tree', () => {
    expect(
      findings({ builds: { 'bases/a': `${POD}---\n${CONFIG_MAP}`, 'flux/builds/f/a': `${RELEASE}${RELEASE_PARTS}` } }),
    ).toEqual([]);
  });

  for (const [code, change, message] of MISTAKES)
    it(`tell ${code}`, () => {
      expect(
        findings(change)
          .filter((finding) => finding.code === code)
          .map(describeFinding),
      ).toContain(message);
    });

  it('are each proven', () => {
    const codes = RULES.flatMap((rule) => Object.keys(rule.codes));
    expect(codes.filter((code) => !MISTAKES.some(([proven]) => proven === code))).toEqual([]);
  });

  it('let a pod be less than restricted where its namespace says so', () => {
    const namespace =
      'kind: Namespace\nmetadata: {name: n, labels: {pod-security.kubernetes.io/enforce: privileged}}\n';
    expect(findings({ builds: { 'bases/a': `${POD.replace('runAsNonRoot: true, ', '')}---\n${namespace}` } })).toEqual(
      [],
    );
  });
});
