import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Cluster, Fleet, Level } from '../../generator/fleet/model.ts';
import { parseInput } from '../../generator/fleet/parse/document.ts';
import type { InputDocument } from '../../generator/fleet/parse/input-document.ts';
import { type ResolvedFleet, resolveFleet } from '../../generator/fleet/resolve/resolve.ts';
import type { ComponentInput } from '../../generator/fleet/schema/component-input.ts';
import { bytes } from '../../generator/fleet/schema/quantities.ts';

const settings = z.strictObject({
  replicas: z.int().default(1),
  storage: bytes.default('1Gi'),
  hosts: z.array(z.string()).default([]),
  external: z.strictObject({ host: z.string() }).optional(),
});

const store: ComponentInput = {
  name: 'store',
  description: 'A store.',
  modes: ['managed', 'external'],
  settings,
  sizes: { small: { replicas: 1 }, medium: { replicas: 2 }, large: { replicas: 3 } },
  chart: { name: 'store', version: '1.0.0' },
};
const view: ComponentInput = {
  name: 'view',
  description: 'A view.',
  modes: ['managed', 'disabled'],
  settings: z.strictObject({ theme: z.string().default('dark') }),
};

function document(file: string, value: unknown): InputDocument {
  const parsed = parseInput(file, new TextEncoder().encode(JSON.stringify(value)));
  if (parsed.document === undefined) throw new Error(`${file} is no input`);
  return parsed.document;
}

type Input = Readonly<Record<string, unknown>>;

function resolve(fleet: Input, clusters: Readonly<Record<string, Input>>): ResolvedFleet {
  const head = { apiVersion: 'lang-observatory.dev/v1' };
  const repository = { url: 'https://github.com/acme/observability.git' };
  return resolveFleet(
    document('fleet.yaml', {
      ...head,
      kind: 'Fleet',
      metadata: { name: 'acme' },
      spec: { repository, domain: 'acme.io', environments: { prod: {} }, ...fleet },
    }),
    Object.entries(clusters).map(([name, spec]) =>
      document(`clusters/${name}/cluster.yaml`, {
        ...head,
        kind: 'Cluster',
        metadata: { name },
        spec: { environment: 'prod', engine: 'flux', provider: { name: 'bare' }, ...spec },
      }),
    ),
    [store, view],
  );
}

function valid(resolved: ResolvedFleet): Fleet {
  if (resolved.fleet === undefined) throw new Error(resolved.diagnostics.map(({ message }) => message).join('\n'));
  return resolved.fleet;
}

function cluster(fleet: Fleet, name: string): Cluster {
  const found = fleet.clusters.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no cluster ${name}`);
  return found;
}

function fingerprints(levels: readonly Level[]): readonly (string | undefined)[] {
  return levels.map(({ fingerprint }) => fingerprint);
}

describe('settings of a cluster', () => {
  it('override those of the default, size, fleet and environment', () => {
    const fleet = valid(
      resolve(
        {
          size: 'large',
          components: { store: { storage: '2Gi', hosts: ['a', 'b'] } },
          environments: { prod: { components: { store: { storage: '3Gi' } } } },
        },
        { c: { components: { store: { hosts: ['c'] } } } },
      ),
    );
    expect(fleet.base.settings.get('store')).toMatchObject({ replicas: 3, storage: '2Gi', hosts: ['a', 'b'] });
    expect(cluster(fleet, 'c').settings.get('store')).toEqual({
      mode: 'managed',
      replicas: 3,
      storage: '3Gi',
      hosts: ['c'],
    });
  });

  it('fall back to the default where null removes the value above', () => {
    const fleet = valid(
      resolve(
        { components: { store: { storage: '2Gi' } } },
        { c: { components: { store: { storage: null, replicas: null } } } },
      ),
    );
    expect(cluster(fleet, 'c').settings.get('store')).toMatchObject({ storage: '1Gi', replicas: 1 });
  });

  it('follow the size of the cluster', () => {
    const fleet = valid(resolve({}, { c: { size: 'small' }, d: {} }));
    expect(fleet.clusters.map(({ size, settings: all }) => [size, all.get('store')])).toMatchObject([
      ['small', { replicas: 1 }],
      ['medium', { replicas: 2 }],
    ]);
  });

  it('have the fingerprint of the environment if the cluster overrides nothing', () => {
    const fleet = valid(resolve({}, { c: {}, d: { size: 'medium' }, e: { wave: 'main', domain: 'e.io' } }));
    expect(new Set(fingerprints([...fleet.environments, ...fleet.clusters])).size).toBe(1);
  });

  it('have another fingerprint if components, size, secrets, the Kubernetes API or the DNS differ', () => {
    const fleet = valid(
      resolve(
        {},
        {
          c: { components: { view: { theme: 'light' } } },
          d: { size: 'large' },
          e: { secrets: { provider: 'vault', server: 'https://vault.acme.io' } },
          f: { kubernetesApi: { ports: [16443] } },
          g: { clusterDns: { namespace: 'dns' } },
        },
      ),
    );
    expect(new Set(fingerprints([...fleet.environments, ...fleet.clusters])).size).toBe(6);
  });

  it('have the same fingerprint for clusters with the same settings, in any environment', () => {
    const vault = { provider: 'vault', server: 'https://vault.acme.io' };
    const environments = { prod: {}, dev: { secrets: vault } };
    const fleet = valid(resolve({ environments }, { c: { secrets: vault }, d: { environment: 'dev' } }));
    const [one, other] = fingerprints(fleet.clusters);
    expect(one).toBe(other);
    expect(one).not.toBe(fleet.base.fingerprint);
  });

  it('include the raw values of every level, unmerged', () => {
    const fleet = valid(
      resolve(
        { components: { store: { values: { a: { b: 1, c: 2 } } } } },
        {
          c: { components: { store: { values: { a: { b: null } } } } },
        },
      ),
    );
    expect(cluster(fleet, 'c').values.get('store')).toEqual([{ a: { b: 1, c: 2 } }, { a: { b: null } }]);
  });

  it('inherit neither patches nor manifests', () => {
    const patch = { target: { kind: 'Service' }, patch: '[]' };
    const fleet = valid(
      resolve(
        { components: { store: { patches: [patch] } } },
        { c: { components: { store: { manifests: ['team/x'] } } }, d: {} },
      ),
    );
    expect(fleet.base.additions.get('store')).toEqual({ patches: [patch], manifestFolders: [] });
    expect(cluster(fleet, 'c').additions.get('store')).toEqual({ patches: [], manifestFolders: ['team/x'] });
    expect(cluster(fleet, 'd').additions.size).toBe(0);
  });
});

describe('a mistake in settings', () => {
  const told = (resolved: ResolvedFleet): readonly string[] =>
    resolved.diagnostics.map(({ code, file, path }) => `${file} ${path} ${code}`);

  it('is reported once, at its line, for any number of clusters', () => {
    const resolved = resolve({ components: { store: { storage: 'lots' } } }, { c: {}, d: { size: 'small' }, e: {} });
    expect(told(resolved)).toEqual(['fleet.yaml spec.components.store.storage invalid-value']);
  });

  it('is reported in an environment without clusters', () => {
    const resolved = resolve({ environments: { prod: {}, dev: { components: { view: { theme: 1 } } } } }, {});
    expect(told(resolved)).toEqual(['fleet.yaml spec.environments.dev.components.view.theme wrong-type']);
  });

  it('is reported in the file nearest to the missing setting', () => {
    const resolved = resolve({}, { c: { components: { store: { mode: 'external', external: {} } } } });
    expect(told(resolved)).toEqual(['clusters/c/cluster.yaml spec.components.store.external.host missing-field']);
  });

  it('is an external component without an address, on a cluster but not in an environment', () => {
    const environments = { prod: { components: { store: { mode: 'external' } } } };
    const somewhere = { components: { store: { external: { host: 'x' } } } };
    expect(told(resolve({ environments }, { c: somewhere }))).toEqual([]);
    expect(told(resolve({ environments }, { c: somewhere, d: {} }))).toEqual([
      'fleet.yaml spec.environments.prod.components.store.mode external-incomplete',
    ]);
  });

  it('is not an address in an environment that only some of its clusters use', () => {
    const components = { store: { mode: 'managed', external: { host: 'x' } } };
    const fleet = valid(resolve({ components }, { c: { components: { store: { mode: 'external' } } }, d: {} }));
    expect(fleet.clusters.map(({ settings: all }) => all.get('store')?.mode)).toEqual(['external', 'managed']);
  });
});

describe('the address of the repository', () => {
  it.each([
    ['git@github.com:acme/o.git', 'ssh://git@github.com/acme/o.git'],
    ['git@git.acme.io:/srv/o.git', 'ssh://git@git.acme.io/srv/o.git'],
    ['ssh://git@git.acme.io:2222/o.git', 'ssh://git@git.acme.io:2222/o.git'],
    ['https://github.com/acme/o.git', 'https://github.com/acme/o.git'],
  ])('comes out in a form that both engines take: %s', (url, expected) => {
    expect(valid(resolve({ repository: { url } }, {})).repository.url).toBe(expected);
  });
});

describe('a wave', () => {
  it('follows the branch if the fleet has no waves', () => {
    const repository = { url: 'git@github.com:acme/o.git', branch: 'Release/2026' };
    expect(valid(resolve({ repository }, {})).waves).toEqual([
      { name: 'release-2026', ref: 'refs/heads/Release/2026' },
    ]);
  });

  it('is the first one by default, and a cluster can set another', () => {
    const waves = [
      { name: 'canary', ref: 'main' },
      { name: 'all', ref: 'refs/tags/v1' },
    ];
    const fleet = valid(resolve({ waves }, { c: {}, d: { wave: 'all' } }));
    expect(fleet.waves.map(({ ref }) => ref)).toEqual(['refs/heads/main', 'refs/tags/v1']);
    expect(fleet.clusters.map(({ wave }) => wave)).toEqual(['canary', 'all']);
  });
});
