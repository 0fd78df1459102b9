/** Several fleets in one Argo CD, and a fleet that gets another name. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { REGISTRY } from '../generator/components/registry.ts';
import { isObject, type JsonObject } from '../generator/data/json.ts';
import { renaming } from '../generator/engines/argocd/former-names.ts';
import { nameInFleet, rootName } from '../generator/engines/argocd/names.ts';
import type { Fleet } from '../generator/fleet/model.ts';
import { generateFiles } from '../generator/generate.ts';
import { describedFleet } from './described-fleet.ts';

interface Described {
  readonly name: string;
  readonly cluster: string;
  readonly alerting?: string;
}

/** A fleet of one cluster in the environment `prod`. */
function fleet({ name, cluster, alerting = '{}' }: Described): Fleet {
  const fleetYaml = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: ${name}}
spec: {repository: {url: https://example.com/${name}.git}, domain: ${name}.example.com, environments: {prod: {alerting: ${alerting}}}}
`;
  const clusterYaml = `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${cluster}}
spec: {environment: prod, engine: argocd, provider: {name: bare}}
`;
  const input = new Map([
    ['fleet.yaml', fleetYaml],
    [`clusters/${cluster}/cluster.yaml`, clusterYaml],
  ]);
  return describedFleet(input);
}

function files(of: Fleet): ReadonlyMap<string, string> {
  return new Map([...generateFiles(of, REGISTRY)].map(({ path, text }) => [path, text]));
}

/** What is in the namespace of Argo CD beside the Applications: the root's file, and what the root Application reads. */
function argocdObjects(of: Fleet): readonly JsonObject[] {
  return [...files(of)]
    .filter(([path]) => /^argocd\/root(\.yaml$|\/)/.test(path))
    .flatMap(([, text]) => parseAllDocuments(text).map((document): unknown => document.toJS()))
    .filter(isObject);
}

function names(of: Fleet): readonly string[] {
  return argocdObjects(of).map(({ kind, metadata }) => `${kind} ${isObject(metadata) ? metadata.name : ''}`);
}

describe('fleets in one Argo CD', () => {
  it.each([
    ['other names', { name: 'acme', cluster: 'eu-1' }, { name: 'globex', cluster: 'us-1' }],
    [
      'names that read the same when they are put together',
      { name: 'a', cluster: 'b-c' },
      { name: 'a-b', cluster: 'c' },
    ],
    ['a name that is that of a cluster', { name: 'acme', cluster: 'globex' }, { name: 'globex', cluster: 'acme' }],
    ['a name that is that of a component', { name: 'acme', cluster: 'eu-1' }, { name: 'langfuse', cluster: 'us-1' }],
  ])('have no object in common: %s', (_what, one, other) => {
    const [first, second] = [names(fleet(one)), names(fleet(other))];
    expect(first).toHaveLength(REGISTRY.length + 3);
    expect(first.filter((name) => second.includes(name))).toEqual([]);
  });

  it('have no name in common, whatever they and their parts are called', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
    return fc.assert(
      fc.property(fc.tuple(label, label), fc.tuple(label, label), ([fleetA, a], [fleetB, b]) => {
        fc.pre(fleetA !== fleetB);
        const taken = [rootName(fleetA), nameInFleet(fleetA, a)];
        expect(taken).not.toContain(rootName(fleetB));
        expect(taken).not.toContain(nameInFleet(fleetB, b));
      }),
    );
  });

  it('are told apart by a label of everything that they have there, as the README deletes it', () => {
    const acme = fleet({ name: 'acme', cluster: 'eu-1' });
    for (const { kind, metadata, spec } of argocdObjects(acme)) {
      expect(metadata).toMatchObject({ labels: { 'lang-observatory.dev/fleet': 'acme' } });
      if (kind === 'ApplicationSet')
        expect(spec).toMatchObject({ template: { metadata: { labels: { 'lang-observatory.dev/fleet': 'acme' } } } });
    }
  });

  it('let each root Application read what is of its own fleet, and into a project of its own', () => {
    const objects = argocdObjects(fleet({ name: 'acme', cluster: 'eu-1' }));
    const application = objects.find(({ kind }) => kind === 'Application');
    expect(application).toMatchObject({
      kind: 'Application',
      metadata: { name: 'observatory.acme' },
      spec: { project: 'observatory.acme', source: { path: 'argocd/root/acme', directory: { recurse: true } } },
    });
  });

  it('leave an Application the name of its cluster and component, which Argo CD knows only once', () => {
    const sets = argocdObjects(fleet({ name: 'acme', cluster: 'eu-1' })).filter(
      ({ kind }) => kind === 'ApplicationSet',
    );
    const templates = sets.map(({ spec }) => (isObject(spec) ? spec.template : undefined));
    const found = templates.map((template) => (isObject(template) ? template.metadata : undefined));
    expect(new Set(found.map((metadata) => (isObject(metadata) ? metadata.name : undefined)))).toEqual(
      new Set(REGISTRY.map(({ name }) => `{{ .cluster }}-${name}`)),
    );
  });
});

describe('a fleet that gets another name in Argo CD', () => {
  it('leaves nothing to read for a root Application with the name before', () => {
    const after = [...files(fleet({ name: 'globex', cluster: 'eu-1' })).keys()];
    expect(after.filter((path) => path.startsWith('argocd/root/acme'))).toEqual([]);
    expect(after.filter((path) => path.startsWith('argocd/projects'))).toEqual([]);
  });

  it('makes a root Application of the time before names held the fleet fail, and say what to do', () => {
    const found = [...files(fleet({ name: 'acme', cluster: 'eu-1' }))].filter(([path]) =>
      path.startsWith('argocd/applicationsets/'),
    );
    expect(found).toEqual([
      [
        'argocd/applicationsets/former-root.jsonnet',
        expect.stringMatching(/^\/\/ Generated .*\nerror ".*argocd\/root\.yaml.*"\n$/),
      ],
    ]);
  });

  it('keeps what ApplicationSets of either name find clusters by', () => {
    const entries = (name: string) =>
      [...files(fleet({ name, cluster: 'eu-1' }))].filter(([path]) => /^argocd\/(fleet|clusters)\//.test(path));
    expect(entries('globex')).toEqual(entries('acme'));
  });

  /** The controller of ApplicationSets must stand still while they go: it would own their Applications again. */
  const told = (root: string, selector: string): readonly string[] =>
    [
      `delete application ${root} --ignore-not-found &&`,
      'scale deployment argocd-applicationset-controller --replicas=0 &&',
      'wait pod --for=delete -l app.kubernetes.io/name=argocd-applicationset-controller --timeout=5m &&',
      `delete applicationset --cascade=orphan -l '${selector}' &&`,
      `delete appproject --cascade=orphan --wait=false -l '${selector}'`,
      'scale deployment argocd-applicationset-controller --replicas=1',
    ].map((command) => `kubectl -n argocd ${command}`);

  it('is told how to take away what has the former names, and not one Application of a cluster', () => {
    const acme = fleet({ name: 'acme', cluster: 'eu-1' });
    expect(
      renaming(['argocd/root/globex/applicationsets/langfuse.yaml', 'argocd/root/globex/projects/eu-1.yaml'], acme),
    ).toEqual(told('observatory.globex', 'lang-observatory.dev/fleet=globex'));
    expect(renaming(['argocd/applicationsets/langfuse.yaml', 'argocd/projects/eu-1.yaml'], acme)).toEqual(
      told('observatory', 'app.kubernetes.io/part-of=lang-observatory,!lang-observatory.dev/fleet'),
    );
  });

  it('is told what notifications are called now, where they are called by the environment', () => {
    const alerting = "{teams: {}, pagerduty: {severity: warning, secretName: ours}, slack: {channel: '#ops'}}";
    const acme = fleet({ name: 'acme', cluster: 'eu-1', alerting });
    expect(renaming(['argocd/projects/eu-1.yaml'], acme).at(-1)).toBe(
      '# in argocd-notifications-cm, an entry of each service that is used must be called acme.prod',
    );
  });

  it('is asked for nothing when a cluster or a component goes', () => {
    const acme = fleet({ name: 'acme', cluster: 'eu-1' });
    const gone = [
      'argocd/root/acme/projects/us-1.yaml',
      'argocd/root/acme/applicationsets/old.yaml',
      'argocd/fleet/us-1.yaml',
    ];
    expect(renaming(gone, acme)).toEqual([]);
  });
});
