/** Which clusters a group is for, how it merges, and what stays as it is. */
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import type { Cluster, CommonSettings } from '../../generator/fleet/model.ts';
import { parseInput } from '../../generator/fleet/parse/document.ts';
import { placeText } from '../../generator/fleet/parse/field-text.ts';
import { renderWarnings } from '../../generator/fleet/render-diagnostics.ts';
import { type ResolvedFleet, resolveFleet } from '../../generator/fleet/resolve/resolve.ts';
import { valueAt } from '../../generator/fleet/resolve/said.ts';
import { generateFiles } from '../../generator/generate.ts';
import { originsIn } from '../../generator/layers/origin.ts';

const HEAD = { apiVersion: 'lang-observatory.dev/v1' };

/** `labels` of a cluster are beside its settings. */
function resolve(
  fleet: JsonObject,
  clusters: Readonly<Record<string, { readonly labels?: JsonObject; readonly spec?: JsonObject }>>,
): ResolvedFleet {
  const document = (file: string, value: JsonObject) => {
    const parsed = parseInput(file, new TextEncoder().encode(emitYaml(value)));
    if (parsed.document === undefined) throw new Error(`${file} is no input`);
    return parsed.document;
  };
  const spec = { repository: { url: 'https://example.com/repo.git' }, domain: 'acme.io', environments: ENVIRONMENTS };
  return resolveFleet(
    document('fleet.yaml', { ...HEAD, kind: 'Fleet', metadata: { name: 'acme' }, spec: { ...spec, ...fleet } }),
    Object.entries(clusters).map(([name, said]) =>
      document(`clusters/${name}/cluster.yaml`, {
        ...HEAD,
        kind: 'Cluster',
        metadata: { name, labels: said.labels ?? {} },
        spec: { environment: 'prod', engine: 'flux', provider: { name: 'aws', region: 'eu-west-1' }, ...said.spec },
      }),
    ),
    REGISTRY,
  );
}

const ENVIRONMENTS = { prod: { size: 'small', components: { postgres: { storage: '10Gi' } } }, dev: {} };

function clustersOf({ fleet, diagnostics }: ResolvedFleet): readonly Cluster[] {
  if (fleet === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return fleet.clusters;
}

function settingOf(cluster: Cluster | undefined, component: string, ...path: readonly string[]): unknown {
  const settings: CommonSettings | undefined = cluster?.settings.get(component);
  return valueAt(JSON.parse(JSON.stringify(settings ?? null)), path);
}

function storages(resolved: ResolvedFleet): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    clustersOf(resolved).map((cluster) => [cluster.name, settingOf(cluster, 'postgres', 'storage')]),
  );
}

const storage = (amount: string): JsonObject => ({ components: { postgres: { storage: amount } } });

describe('a group', () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['a label', { labels: { team: 'search' } }, ['a', 'b']],
    ['all of several labels', { labels: { team: 'search', tier: '1' } }, ['a']],
    ['an environment', { environment: 'dev' }, ['b']],
    ['a provider', { provider: 'gcp' }, ['c']],
    ['a region', { region: 'eu-west-1' }, ['a', 'b']],
    ['an engine', { engine: 'argocd' }, ['c']],
    ['all that it says', { engine: 'flux', environment: 'prod', region: 'eu-west-1' }, ['a']],
  ])('is for clusters with %s', (_, match, wanted) => {
    const resolved = resolve(
      { groups: [{ name: 'one', match, ...storage('70Gi') }] },
      {
        a: { labels: { team: 'search', tier: '1' } },
        b: { labels: { team: 'search' }, spec: { environment: 'dev' } },
        c: { spec: { engine: 'argocd', provider: { name: 'gcp' } } },
      },
    );
    const named = clustersOf(resolved).filter(({ groups }) => groups.includes('one'));
    expect(named.map(({ name }) => name)).toEqual(wanted);
    const changed = Object.entries(storages(resolved)).filter(([, amount]) => amount === '70Gi');
    expect(changed.map(([name]) => name)).toEqual(wanted);
    expect(resolved.warnings).toEqual([]);
  });

  it('wins over the environment and over groups before it, and loses against the cluster', () => {
    const groups = [
      { name: 'aws', match: { provider: 'aws' }, ...storage('20Gi') },
      { name: 'search', match: { labels: { team: 'search' } }, ...storage('30Gi') },
    ];
    const clusters = {
      a: {},
      b: { labels: { team: 'search' } },
      c: { labels: { team: 'search' }, spec: storage('40Gi') },
      d: { spec: { provider: { name: 'bare' } } },
    };
    expect(storages(resolve({ groups }, clusters))).toEqual({ a: '20Gi', b: '30Gi', c: '40Gi', d: '10Gi' });
    expect(storages(resolve({ groups: [...groups].reverse() }, clusters))).toMatchObject({ b: '20Gi' });
  });

  it('removes with null what a level above says, and adds patches and manifests to those of the cluster', () => {
    const patchOf = (name: string): string =>
      `{apiVersion: v1, kind: Secret, metadata: {name: a, labels: {by: ${name}}}}`;
    const added = (name: string): JsonObject => ({
      components: { postgres: { storage: null, patches: [{ patch: patchOf(name) }], manifests: [`team/${name}`] } },
    });
    const resolved = resolve(
      { groups: [{ name: 'one', match: { provider: 'aws' }, ...added('one') }] },
      { a: { spec: added('own') }, b: {} },
    );
    const [a, b] = clustersOf(resolved);
    const own = clustersOf(resolve({}, { b: { spec: added('own') } }));
    expect(settingOf(b, 'postgres', 'storage')).toBe(settingOf(own[0], 'postgres', 'storage'));
    expect(settingOf(b, 'postgres', 'storage')).not.toBe('10Gi');
    expect(a?.additions.get('postgres')).toEqual({
      patches: [{ patch: patchOf('one') }, { patch: patchOf('own') }],
      manifestFolders: ['team/one', 'team/own'],
    });
    expect(b?.additions.get('postgres')?.manifestFolders).toEqual(['team/one']);
  });

  it('says what belongs to no component as an environment does', () => {
    const said = {
      size: 'large',
      storageClass: 'gp3',
      registry: { images: 'mirror.acme.io' },
      placement: { nodeSelector: { pool: 'a' } },
      commonMetadata: { labels: { team: 'a' } },
      trust: { configMap: 'authorities' },
      kubernetesApi: { ports: [6443] },
      clusterDns: { ports: [5353] },
      secrets: { provider: 'vault', server: 'https://vault.acme.io' },
      alerting: { slack: { channel: '#llm' } },
    };
    const { alerting: _, ...wanted } = { ...said, secrets: { ...said.secrets, prefix: 'observatory' } };
    const [inGroup] = clustersOf(
      resolve({ groups: [{ name: 'one', match: { provider: 'aws' }, ...said }] }, { a: {} }),
    );
    const [inEnvironment] = clustersOf(
      resolve({ environments: { prod: { ...ENVIRONMENTS.prod, ...said } } }, { a: {} }),
    );
    expect(inGroup).toMatchObject(wanted);
    expect({ ...inGroup, groups: [] }).toEqual(inEnvironment);
  });

  it('may leave to its clusters a part of what it says', () => {
    const group = { mode: 'external', external: { port: 6380 } };
    const cluster = { external: { host: 'valkey.acme.io' } };
    const resolved = resolve(
      { groups: [{ name: 'one', match: { provider: 'aws' }, components: { valkey: group } }] },
      { a: { spec: { components: { valkey: cluster } } } },
    );
    expect(settingOf(clustersOf(resolved)[0], 'valkey', 'external')).toMatchObject({
      host: 'valkey.acme.io',
      port: 6380,
    });
  });

  it.each<[JsonObject, string, string]>([
    [{ region: 'eu-wst-1' }, 'match.region', 'did you mean eu-west-1?'],
    [{ labels: { tean: 'search' } }, 'match.labels.tean', 'did you mean team?'],
    [{ labels: { team: 'billing' } }, 'match.labels.team', 'values of team are ops, search'],
    [{ provider: 'gcp' }, 'match.provider', 'values of provider are aws, bare'],
    [
      { provider: 'bare', labels: { team: 'search' } },
      'match',
      'each condition is true of a cluster, but all of them together of none',
    ],
  ])('that matches no cluster is a warning: %o', (match, path, hint) => {
    const { fleet, warnings } = resolve(
      { groups: [{ name: 'one', match, size: 'large' }] },
      { a: { labels: { team: 'search' } }, b: { labels: { team: 'ops' }, spec: { provider: { name: 'bare' } } } },
    );
    expect(fleet).toBeDefined();
    expect(renderWarnings(warnings)).toContain(
      `spec.groups[0].${path}: the group one matches no cluster [group-unused]`,
    );
    expect(renderWarnings(warnings)).toContain(`hint: ${hint}`);
  });

  it('changes no file when it is renamed', () => {
    const filesWith = (name: string): readonly unknown[] => {
      const groups = [{ name, match: { provider: 'aws' }, ...storage('20Gi') }];
      const { fleet } = resolve({ groups }, { a: {} });
      return fleet === undefined ? [] : [...generateFiles(fleet, REGISTRY)];
    };
    expect(filesWith('one').length).toBeGreaterThan(100);
    expect(filesWith('one')).toEqual(filesWith('two'));
  });

  it('is where a value comes from, whatever makes the cluster match', () => {
    const groups = [
      { name: 'other', match: { provider: 'gcp' }, ...storage('20Gi') },
      { name: 'search', match: { labels: { team: 'search' }, environment: 'prod' }, ...storage('30Gi') },
    ];
    const { layers } = resolve({ groups }, { a: { labels: { team: 'search' } } });
    const [fleet, , , cluster] = layers.get('a') ?? [];
    const postgres = REGISTRY.find(({ name }) => name === 'postgres');
    if (fleet === undefined || cluster === undefined || postgres === undefined) throw new Error('no layers');
    const origins = originsIn({ fleet: fleet.document, cluster: cluster.document }, REGISTRY);
    const { lines } = origins(postgres, ({ settings }) => settings.storage);
    expect(lines.map(({ document, path }) => placeText(document, path).replace(/:\d+/, ''))).toEqual([
      'fleet.yaml spec.groups.search.components.postgres.storage',
    ]);
  });
});
