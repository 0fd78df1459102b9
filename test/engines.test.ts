/** Both engines from one model: what a cluster runs does not depend on who reconciles it. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { REGISTRY } from '../generator/components/registry.ts';
import { isObject } from '../generator/data/json.ts';
import type { Engine, Fleet } from '../generator/fleet/model.ts';
import { generateFiles } from '../generator/generate.ts';
import { findCycle } from '../generator/stack/cycle.ts';
import { buildGraph } from '../generator/stack/graph.ts';
import { describedFleet } from './described-fleet.ts';
import { fluxBuild, fluxObjects } from './flux-objects.ts';
import { inTemporaryFolder, writeFiles } from './temporary-folder.ts';

const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://example.com/fleet.git, secretName: git-credentials}
  domain: example.com
  waves: [{name: canary, ref: main}, {name: all, ref: release/all}, {name: late, ref: release/all}, {name: slow, ref: release/slow}]
  environments: {prod: {wave: all}, dev: {wave: canary}}
`;

function cluster(name: string, engine: Engine, more = ''): string {
  return `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec: {${more.includes('environment') ? '' : 'environment: prod, '}engine: ${engine}, provider: {name: bare}, domain: same.example.com${more}}
`;
}

function resolve(clusters: Readonly<Record<string, string>>, fleetYaml = FLEET): Fleet {
  const files = Object.entries(clusters).map(([name, text]): [string, string] => [
    `clusters/${name}/cluster.yaml`,
    text,
  ]);
  return describedFleet(new Map([['fleet.yaml', fleetYaml], ...files]));
}

const trees = new WeakMap<Fleet, ReadonlyMap<string, string>>();

/** Every file of the fleet by path; generated once, since what is true of waves takes many looks at few fleets. */
function generate(fleet: Fleet): ReadonlyMap<string, string> {
  const known = trees.get(fleet);
  if (known !== undefined) return known;
  const files = new Map([...generateFiles(fleet, REGISTRY)].map(({ path, text }) => [path, text]));
  trees.set(fleet, files);
  return files;
}

function document(files: ReadonlyMap<string, string>, path: string, index = 0) {
  return parseAllDocuments(files.get(path) ?? '')[index]?.toJS();
}

describe('a cluster', () => {
  const own = (engine: Engine): ReadonlyMap<string, string> =>
    new Map(
      [...generate(resolve({ c: cluster('c', engine) }))].filter(([path]) => /^(bases|overlays|clusters)\//.test(path)),
    );
  /** How Flux hands the values of a layer on. */
  const isHandedOn = (path: string): boolean => path.endsWith('/values/kustomization.yaml');

  it('has the same layers, byte for byte, with either engine', () => {
    const layers = (engine: Engine) => new Map([...own(engine)].filter(([path]) => !isHandedOn(path)));
    expect(layers('argocd')).toEqual(layers('flux'));
  });

  it('hands the values of every layer on to Flux, and nothing of the kind to Argo CD', () => {
    expect([...own('argocd').keys()].filter(isHandedOn)).toEqual([]);
    const values = [...own('flux').keys()].filter((path) => path.endsWith('/values/values.yaml'));
    expect(values.length).toBeGreaterThan(15);
    expect(values.filter((path) => !own('flux').has(path.replace(/values\.yaml$/, 'kustomization.yaml')))).toEqual([]);
  });

  it('runs the same charts in the same versions with either engine, pinned or not', () => {
    const pin = ', components: {langfuse: {version: 2.0.1}, valkey: {version: 0.11.1}}';
    const files = generate(resolve({ a: cluster('a', 'argocd', pin), f: cluster('f', 'flux', pin) }));
    expect(parse(files.get('argocd/clusters/a/langfuse.yaml') ?? '').chart.version).toBe('2.0.1');
    expect(parse(files.get('argocd/clusters/a/valkey.yaml') ?? '').chart.version).toBe('0.11.1');
    expect(parse(document(files, 'flux/builds/f/langfuse/kustomization.yaml').patches[0].patch)).toEqual([
      { op: 'replace', path: '/spec/ref/tag', value: '2.0.1' },
    ]);
    expect(parse(document(files, 'flux/builds/f/valkey/kustomization.yaml').patches[0].patch)).toEqual([
      { op: 'replace', path: '/spec/chart/spec/version', value: '0.11.1' },
    ]);
    const unpinned = generate(resolve({ f: cluster('f', 'flux') }));
    expect(document(unpinned, 'flux/builds/f/langfuse/kustomization.yaml').patches).toBeUndefined();
    expect(unpinned.has('flux/builds/f/valkey/kustomization.yaml')).toBe(false);
  });

  it('has the version of the fleet in the release itself, and another one where an environment or a cluster says it', () => {
    const fleet = FLEET.replace(
      'dev: {wave: canary}',
      'dev: {wave: canary, components: {valkey: {version: 0.11.2}}}',
    ).replace('spec:\n', 'spec:\n  components: {valkey: {version: 0.11.1}, gateway-crds: {version: v1.9.9}}\n');
    const builtIn = REGISTRY.find(({ name }) => name === 'valkey')?.chart?.version ?? '';
    const clusters = {
      p: cluster('p', 'flux'),
      d: cluster('d', 'flux', ', environment: dev'),
      same: cluster('same', 'flux', ', environment: dev, components: {valkey: {version: 0.11.1}}'),
      back: cluster('back', 'flux', `, components: {valkey: {version: ${builtIn}}}`),
      a: cluster('a', 'argocd'),
    };
    const files = generate(resolve(clusters, fleet));
    expect(document(files, 'flux/releases/valkey/release.yaml', 1).spec.chart.spec.version).toBe('0.11.1');
    expect(document(files, 'flux/releases/gateway-crds/release.yaml').spec.ref.tag).toBe('v1.9.9');
    expect(document(files, 'argocd/clusters/a/valkey.yaml').chart.version).toBe('0.11.1');
    const patchedIn = (folder: string): string | undefined => {
      const patch = document(files, `flux/${folder}/valkey/kustomization.yaml`)?.patches?.[0].patch;
      return patch === undefined ? undefined : parse(patch)[0].value;
    };
    expect(patchedIn('environments/prod')).toBeUndefined();
    expect(patchedIn('environments/dev')).toBe('0.11.2');
    // What runs the version of its environment has no build of its own.
    for (const name of ['p', 'd']) expect(files.has(`flux/builds/${name}/valkey/kustomization.yaml`)).toBe(false);
    expect(files.has('flux/builds/same/valkey/kustomization.yaml')).toBe(true);
    expect(patchedIn('builds/same')).toBeUndefined();
    expect(patchedIn('builds/back')).toBe(builtIn);
  });

  it.each([
    ['a chart of a registry', 'langfuse', 'OCIRepository', '2.0.1'],
    ['a chart of a repository', 'valkey', 'HelmRelease', '0.11.1'],
    ['manifests of upstream', 'gateway-crds', 'GitRepository', 'v1.9.9'],
  ])('builds its own version of %s for Flux', async (_what, component, kind, version) => {
    const pinned = `, components: {${component}: {version: ${version}}}`;
    const built = await fluxBuild(generate(resolve({ f: cluster('f', 'flux', pinned) })), 'f', component);
    const versions = built
      .filter((object) => object.kind === kind)
      .map(({ spec }) => spec.ref?.tag ?? spec.chart.spec.version);
    expect(versions).toEqual([version]);
  });

  it('has the same components with either engine', async () => {
    const files = generate(resolve({ a: cluster('a', 'argocd'), f: cluster('f', 'flux') }));
    const argocd = [...files.keys()].flatMap((path) => /^argocd\/clusters\/a\/(.+)\.yaml$/.exec(path)?.[1] ?? []);
    const flux = (await fluxObjects(files, 'f'))
      .filter(({ kind }) => kind === 'Kustomization')
      .map(({ metadata }) => metadata.labels['lang-observatory.dev/component']);
    expect(argocd.sort()).toEqual(flux.sort());
    expect(flux.length).toBeGreaterThan(15);
  });
});

interface GitGenerator {
  readonly git: {
    readonly revision: string;
    readonly files: readonly [{ readonly path: string }];
    readonly values?: { readonly ref: string };
  };
  readonly selector?: {
    readonly matchExpressions: readonly {
      readonly key: string;
      readonly operator: string;
      readonly values: readonly unknown[];
    }[];
  };
}

type Generator = GitGenerator | { readonly merge: { readonly generators: readonly [GitGenerator, GitGenerator] } };

describe('waves', () => {
  const files = generate(resolve({ a: cluster('a', 'argocd'), f: cluster('f', 'flux', ', wave: canary') }));

  /** Refs at which an ApplicationSet of one commit finds cluster a, when each ref is at another commit. */
  const foundAt = (set: Fleet, at: (ref: string) => Fleet): readonly string[] => {
    const { generators } = document(generate(set), 'argocd/root/acme/applicationsets/langfuse.yaml').spec;
    return generators.flatMap((generator: Generator) => {
      const [who, what] = 'merge' in generator ? generator.merge.generators : [generator, generator];
      const file = ({ git }: GitGenerator) => document(generate(at(git.revision)), git.files[0].path.replace('*', 'a'));
      const [selected, parameters] = [file(who), file(what)];
      if (selected === undefined || parameters === undefined) return [];
      const matches = (who.selector?.matchExpressions ?? []).every(
        ({ key, operator, values }) => values.includes(selected[key]) === (operator === 'In'),
      );
      expect(what.git.values?.ref).toBe(what.git.revision);
      return matches ? [what.git.revision] : [];
    });
  };

  const only = resolve({ other: cluster('other', 'argocd') });
  const having = (more: string, fleetYaml = FLEET) => resolve({ a: cluster('a', 'argocd', more) }, fleetYaml);
  const main = (one: Fleet, released: Fleet) => (ref: string) => (ref === 'refs/heads/main' ? one : released);

  it.each([
    ['from one that follows the branch', ', wave: canary', ''],
    ['to one that follows the branch', '', ', wave: canary'],
    ['between two that follow the same ref', ', wave: late', ''],
    ['to one of its own', '', ', wave: slow'],
    ['named, with another environment', ', wave: slow', ', environment: dev, wave: slow'],
    ['no longer named, in an environment with the same', ', environment: dev, wave: canary', ', environment: dev'],
  ])('can be changed, and the cluster is always found, at one ref: %s', (_what, from, to) => {
    const fleets = [having(from), having(to)];
    const ref = (fleet: Fleet) =>
      fleet.waves.find(({ name }) => name === fleet.clusters.find((one) => one.name === 'a')?.wave)?.ref;
    for (const set of fleets)
      for (const one of fleets)
        for (const released of fleets) expect(foundAt(set, main(one, released))).toEqual([ref(set)]);
  });

  it.each([
    ['of a wave before', having(''), having(', environment: dev')],
    ['of a wave after', having(', environment: dev'), having('')],
    [
      'that has another name now',
      having(', environment: dev'),
      having(', environment: test', FLEET.replace('dev:', 'test:')),
    ],
    ['of a later wave that has', having(''), having(', environment: live', FLEET.replace('prod:', 'live:'))],
  ])('follow the environment, and the cluster is always found, at one ref: to one %s', (_what, before, after) => {
    for (const set of [before, after])
      for (const one of [before, after])
        for (const released of [before, after]) expect(foundAt(set, main(one, released))).toHaveLength(1);
    expect(foundAt(after, main(after, before))).toEqual(foundAt(after, main(after, after)));
  });

  it.each([
    ['of its environment', ''],
    ['of the first wave by its environment', ', environment: dev'],
    ['of the first wave by its name', ', wave: canary'],
    ['of a wave of its own', ', wave: slow'],
  ])('let a cluster %s go as soon as the branch has none, whatever their refs say of it', (_what, more) => {
    const before = having(more);
    for (const released of [before, only]) expect(foundAt(only, main(only, released))).toEqual([]);
    for (const set of [before, only]) expect(foundAt(set, main(only, before))).toEqual([]);
  });

  it('let a cluster come when their refs have it', () => {
    const after = having('');
    expect(foundAt(after, main(after, only))).toEqual([]);
    expect(foundAt(after, main(after, after))).toEqual(['refs/heads/release/all']);
  });

  it('are what a Flux cluster reads everything but its bootstrap path from', () => {
    expect(document(files, 'flux/clusters/f/source.yaml').spec).toMatchObject({
      interval: '1m',
      url: 'https://example.com/fleet.git',
      ref: { name: 'refs/heads/main' },
      secretRef: { name: 'git-credentials' },
    });
    expect(document(files, 'flux/clusters/f/kustomization-observatory.yaml').spec.path).toBe('./flux/kustomizations/f');
  });
});

describe('a Flux cluster', () => {
  it('fetches nothing of another cluster, and everything that it builds', async () => {
    const files = generate(
      resolve({ f: cluster('f', 'flux'), other: cluster('other', 'flux'), a: cluster('a', 'argocd') }),
    );
    await inTemporaryFolder((folder) => {
      writeFiles(folder, [...files, ['.gitignore', document(files, 'flux/clusters/f/source.yaml').spec.ignore]]);
      execFileSync('git', ['init', '--quiet'], { cwd: folder });
      const kept = execFileSync('git', ['ls-files', '--others', '--exclude-standard'], {
        cwd: folder,
        encoding: 'utf8',
      });
      const folders = new Set(kept.split('\n').map((path) => path.split('/').slice(0, 3).join('/')));
      expect(
        [...folders].filter(
          (path) => /\b(other|a|dev)\b|^argocd|^flux\/clusters/.test(path) && !path.startsWith('overlays/'),
        ),
      ).toEqual([]);
      expect([...folders]).toEqual(
        expect.arrayContaining([
          'flux/builds/f',
          'flux/environments/prod',
          'flux/kustomizations/f',
          'flux/releases/langfuse',
        ]),
      );
      expect(kept).toContain('bases/langfuse/kustomization.yaml');
      expect(kept).toContain('clusters/f/langfuse/kustomization.yaml');
      expect(kept).toContain('dashboards/kustomization.yaml');
    });
  });
});

describe('a Flux Kustomization', () => {
  const files = generate(resolve({ f: cluster('f', 'flux') }));
  const kustomizations = [...files]
    .filter(([path]) => path.startsWith('flux/'))
    .flatMap(([, text]) => parseAllDocuments(text).map((one) => one.toJS()))
    .filter(({ apiVersion }) => apiVersion === 'kustomize.toolkit.fluxcd.io/v1');

  it('never prunes definitions from upstream, whose objects would go with them, and prunes everything else', () => {
    const keeping = kustomizations.filter(({ spec }) => spec.prune !== true);
    expect(keeping.map(({ metadata }) => metadata.name)).toEqual(['observatory-gateway-crds-upstream']);
    expect(keeping.map(({ spec }) => spec.prune)).toEqual([false]);
  });

  it('is ready only when what it applied is, but for the root, which nothing waits for', () => {
    const hasty = kustomizations.filter(({ spec }) => spec.wait !== true);
    expect(hasty.map(({ metadata }) => metadata.name)).toEqual(['observatory']);
  });
});

describe('an Argo CD Application', () => {
  const files = generate(resolve({ a: cluster('a', 'argocd') }));

  it('deletes what it made when it goes, but for definitions from upstream', () => {
    const sets = REGISTRY.map(({ name }) => document(files, `argocd/root/acme/applicationsets/${name}.yaml`));
    const preserving = sets.filter(({ spec }) => spec.syncPolicy?.preserveResourcesOnDeletion === true);
    expect(preserving.map(({ metadata }) => metadata.name)).toEqual(['observatory.acme.gateway-crds']);
    const deleting = sets.filter(({ spec }) => spec.template.metadata.finalizers?.length === 1);
    expect(deleting.length).toBe(sets.length - 1);
  });

  it('never prunes definitions from upstream, whose objects would go with them, and prunes everything else', () => {
    const sets = REGISTRY.map(({ name }) => document(files, `argocd/root/acme/applicationsets/${name}.yaml`));
    const keeping = sets.filter(({ spec }) => spec.template.spec.syncPolicy.automated.prune !== true);
    expect(keeping.map(({ metadata }) => metadata.name)).toEqual(['observatory.acme.gateway-crds']);
  });

  it('always has its project: it comes first and stays until the last Application is gone', () => {
    const { annotations, finalizers } = document(files, 'argocd/root/acme/projects/a.yaml').metadata;
    expect(annotations['argocd.argoproj.io/sync-wave']).toBe('-1');
    expect(finalizers).toEqual(['resources-finalizer.argocd.argoproj.io']);
  });

  it('holds nothing else up when its cluster leaves and does not answer: the root Application does not prune the project', () => {
    const { annotations } = document(files, 'argocd/root/acme/projects/a.yaml').metadata;
    expect(annotations['argocd.argoproj.io/sync-options']).toBe('Prune=false');
    expect(annotations['argocd.argoproj.io/compare-options']).toBe('IgnoreExtraneous');
  });

  it('is asked for again whenever the root Application syncs, which looks past the request when it has been met', () => {
    const refresh = 'argocd.argoproj.io/application-set-refresh';
    for (const { name } of REGISTRY) {
      // Nothing else: a sync wave would hold up all clusters for one that is refused in the wave before.
      expect(document(files, `argocd/root/acme/applicationsets/${name}.yaml`).metadata.annotations).toEqual({
        [refresh]: 'true',
      });
    }
    const [ignored] = document(files, 'argocd/root.yaml', 1).spec.ignoreDifferences;
    expect(ignored.jqPathExpressions).toContain(`.metadata.annotations["${refresh}"]`);
  });

  it('renders again exactly when something that it is made of changes', () => {
    const { paths, extras } = parse(files.get('argocd/clusters/a/grafana.yaml') ?? '');
    expect(paths).toBe('/bases/grafana;/dashboards;/clusters/a/grafana;/argocd/clusters/a/components.jsonnet');
    expect(extras).toBe('clusters/a/grafana');
  });

  it('cannot be compared any more when its cluster or component goes: it must not sync while it is deleted', () => {
    const components = /local components = (\[.*?\]);/s.exec(
      files.get('argocd/clusters/a/components.jsonnet') ?? '',
    )?.[1];
    const found = [...files.keys()].flatMap((path) => /^argocd\/clusters\/a\/(.+)\.yaml$/.exec(path)?.[1] ?? []);
    expect(parse(components ?? '').sort()).toEqual(found.sort());
    for (const component of REGISTRY.map(({ name }) => name)) {
      const { sources } = document(files, `argocd/root/acme/applicationsets/${component}.yaml`).spec.template.spec;
      // It is not there any more when its cluster has gone, and fails when its component has.
      expect(sources.at(-1)).toMatchObject({
        path: 'argocd/clusters/{{ .cluster }}',
        directory: {
          include: 'components.jsonnet',
          jsonnet: { tlas: [{ name: 'component', value: component }] },
        },
      });
    }
  });

  it('may reach its own cluster only, through a project that lists what it needs', () => {
    const { destinations, clusterResourceWhitelist, sourceRepos } = document(
      files,
      'argocd/root/acme/projects/a.yaml',
    ).spec;
    expect(new Set(destinations.map(({ name }: { name: string }) => name))).toEqual(new Set(['a']));
    expect(JSON.stringify([destinations, clusterResourceWhitelist, sourceRepos])).not.toContain('*');
  });

  /** As the files of a component had them before Applications read their layers themselves, at the same path. */
  const formerParameters = ({ chart, upstream }: (typeof REGISTRY)[number]): readonly string[] => [
    ...['cluster', 'environment', 'wave', 'extras', 'paths'],
    ...(chart === undefined ? [] : ['chart.repository', 'chart.name', 'chart.version']),
    ...(upstream === undefined ? [] : ['upstream.version']),
  ];

  it.each(REGISTRY)(
    'comes from what a former version wrote too, so that a ref that is not regenerated yet loses none: $name',
    (component) => {
      const set = document(files, `argocd/root/acme/applicationsets/${component.name}.yaml`);
      const path = `argocd/clusters/*/${component.name}.yaml`;
      expect(new Set(JSON.stringify(set.spec.generators).match(/argocd\/clusters\/[^"]+/g))).toEqual(new Set([path]));
      const asked = [...JSON.stringify(set.spec.template).matchAll(/\{\{ \.([\w.]+) \}\}/g)].map(([, name]) => name);
      expect([...formerParameters(component), 'values.ref']).toEqual(expect.arrayContaining(asked));
    },
  );

  it('comes from a former ApplicationSet too, until the root Application brings the new one', () => {
    const found = REGISTRY.map((component) => ({
      component,
      parameters: document(files, `argocd/clusters/a/${component.name}.yaml`),
    })).filter(({ parameters }) => isObject(parameters));
    expect(found.length).toBeGreaterThan(15);
    for (const { component, parameters } of found)
      for (const path of formerParameters(component))
        expect(
          path.split('.').reduce((value, key) => value[key], parameters),
          path,
        ).toBeDefined();
  });

  it('comes from a template that no missing parameter slips through', () => {
    const sets = [...files].filter(([path]) => path.startsWith('argocd/root/acme/applicationsets/'));
    expect(sets.length).toBe(REGISTRY.length);
    expect(sets.filter(([, text]) => !text.includes('missingkey=error'))).toEqual([]);
  });
});

describe('the graph', () => {
  it('has no cycle', () => {
    const fleet = resolve({ a: cluster('a', 'argocd') });
    const graph = buildGraph(fleet, fleet.base, REGISTRY);
    const byName = new Map(REGISTRY.map((component) => [component.name, component]));
    const requirements = (name: string): readonly string[] => {
      const component = byName.get(name);
      return component === undefined ? [] : graph.requirementsOf(component);
    };
    expect(findCycle([...byName.keys()], requirements)).toBeUndefined();
  });

  it('finds a cycle in a graph of thousands of components in linear time', () => {
    const names = Array.from({ length: 3000 }, (_, index) => String(index));
    let visits = 0;
    const next = (name: string): readonly string[] => {
      visits += 1;
      return Number(name) < 2990
        ? [1, 2, 3, 4, 5].map((step) => String(Number(name) + step))
        : name === '2999'
          ? ['2995']
          : [String(Number(name) + 1)];
    };
    expect(findCycle(names, next)).toEqual(['2995', '2996', '2997', '2998', '2999', '2995']);
    expect(visits).toBeLessThanOrEqual(names.length);
  });

  it('closes every namespace and opens exactly the flows', () => {
    const files = generate(resolve({ a: cluster('a', 'argocd') }));
    const denied = [...files].filter(([path]) => /^bases\/namespaces\/.*default-deny\.yaml$/.test(path)).length;
    const namespaces = [...files].filter(([path]) => /^bases\/namespaces\/namespace-/.test(path)).length;
    expect(denied).toBe(namespaces);
    // What a policy does not say that it governs, its rules do not open.
    const policies = [...files]
      .filter(([path]) => /\/network-policy-[^/]*\.yaml$/.test(path))
      .map(([path]) => document(files, path));
    expect(policies.length).toBeGreaterThan(namespaces);
    for (const { metadata, spec } of policies) expect(spec.policyTypes, metadata.name).toEqual(['Ingress', 'Egress']);
    const valkey = document(files, 'bases/valkey/network-policy-valkey-server.yaml').spec;
    const from = valkey.ingress.flatMap(
      (rule: { from: { podSelector: { matchLabels: object } }[]; ports: { port: number }[] }) =>
        rule.from.map(({ podSelector }) => [
          Object.values(podSelector.matchLabels).join('/'),
          rule.ports.map(({ port }) => port),
        ]),
    );
    expect(from).toEqual(
      expect.arrayContaining([
        ['langfuse/langfuse/web', [6379]],
        ['langfuse/langfuse/worker', [6379]],
        ['prometheus/kps', [9121]],
      ]),
    );
  });
});

describe('what holds data', () => {
  it('is kept by both engines when it goes from Git', () => {
    const files = generate(resolve({ a: cluster('a', 'argocd') }));
    for (const path of [
      'bases/postgres/cluster-postgres.yaml',
      'bases/clickhouse/click-house-cluster-clickhouse.yaml',
      'bases/namespaces/namespace-lang-observatory.yaml',
    ])
      expect(document(files, path).metadata.annotations, path).toMatchObject({
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
        'helm.sh/resource-policy': 'keep',
      });
  });
});

describe('the escape hatches', () => {
  const hatches = `
  components:
    valkey:
      values: {podLabels: {a: one}}
      patches: [{target: {kind: NetworkPolicy}, patch: '[{"op": "add", "path": "/metadata/labels/x", "value": "fleet"}]'}]
`;

  it('stand in the layer of the level that has them', () => {
    const files = generate(
      resolve(
        {
          a: cluster(
            'a',
            'argocd',
            ', components: {valkey: {values: {podLabels: {b: null}}, patches: [{target: {kind: Service}, patch: "- {op: remove, path: /a}"}]}}',
          ),
        },
        FLEET + hatches,
      ),
    );
    expect(parse(files.get('bases/valkey/values/values.yaml') ?? '').podLabels).toEqual({ a: 'one' });
    expect(parse(files.get('clusters/a/valkey/values/values.yaml') ?? '').podLabels).toEqual({ b: null });
    const fleets = {
      target: { kind: 'NetworkPolicy' },
      patch: '[{"op": "add", "path": "/metadata/labels/x", "value": "fleet"}]',
    };
    expect(document(files, 'bases/valkey-patched/kustomization.yaml')).toMatchObject({
      resources: ['../valkey'],
      patches: [fleets],
    });
    expect(document(files, 'clusters/a/valkey-patched/kustomization.yaml')).toMatchObject({
      resources: ['../valkey'],
      patches: [fleets, { target: { kind: 'Service' }, patch: '- {op: remove, path: /a}' }],
    });
  });
});

describe('a cluster without a way in', () => {
  it('has no routes, and nothing that only they need', () => {
    const files = generate(resolve({ a: cluster('a', 'argocd', ', components: {gateway: {mode: disabled}}') }));
    const { patches } = document(files, 'clusters/a/langfuse/kustomization.yaml');
    expect(
      patches.map(({ target, patch }: { target: { kind: string }; patch: string }) => [
        target.kind,
        parse(patch).$patch,
      ]),
    ).toContainEqual(['HTTPRoute', 'delete']);
    const present = ['gateway', 'gateway-crds', 'issuers', 'nginx-gateway', 'langfuse'].filter((name) =>
      files.has(`argocd/clusters/a/${name}.yaml`),
    );
    expect(present).toEqual(['langfuse']);
  });
});

describe('the same input', () => {
  it('gives the same bytes, whatever the order in which the files are read', () => {
    const one = resolve({ a: cluster('a', 'argocd'), b: cluster('b', 'flux'), c: cluster('c', 'flux') });
    const other = resolve({ c: cluster('c', 'flux'), b: cluster('b', 'flux'), a: cluster('a', 'argocd') });
    expect([...generate(other)]).toEqual([...generate(one)]);
  });
});
