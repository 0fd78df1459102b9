/** Every chart from a mirror, for both engines, wherever it is said. */
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { CHARTS } from '../../generator/components/charts.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { ENGINES } from '../../generator/fleet/model.ts';
import { generateFiles } from '../../generator/generate.ts';
import { deployedClusters } from '../../generator/plan/compare/read-sides.ts';
import type { Release } from '../../generator/plan/deployed/deployed.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';

const MIRRORS: readonly JsonObject[] = [
  { url: 'oci://registry.acme.io/charts' },
  { url: 'https://charts.acme.io/stable' },
  { url: 'oci://registry.acme.io/charts', secretName: 'charts' },
  { url: 'https://charts.acme.io/stable', secretName: 'charts' },
];

const LEVELS = ['fleet', 'environment', 'cluster'] as const;

/** Off unless asked for. */
const OPTIONAL = Object.fromEntries(
  ['audit', 'gpu', 'logs', 'openlit'].map((name) => [name, { mode: 'managed' }] as const),
);

function files(engine: string, charts: JsonObject, level: (typeof LEVELS)[number]) {
  const registry = { charts };
  const said = (one: (typeof LEVELS)[number]): JsonObject => (one === level ? { registry } : {});
  const fleet = describedFleet(
    inputFiles({
      fleet: { components: OPTIONAL, environments: { prod: said('environment') }, ...said('fleet') },
      clusters: {
        'eu-1': { engine, provider: { name: 'aws', region: 'eu-west-1' }, ...said('cluster') },
        'us-1': { engine, provider: { name: 'aws', region: 'us-east-1' } },
      },
    }),
  );
  return [...generateFiles(fleet, REGISTRY)];
}

async function releases(engine: string, charts: JsonObject, level: (typeof LEVELS)[number], cluster: string) {
  const deployed = await deployedClusters(import.meta.dirname, files(engine, charts, level));
  const components = [...(deployed.get(cluster)?.components.values() ?? [])];
  const found = components.map((component) => component.content().release);
  return found.filter((release): release is Release => release !== undefined);
}

describe.each(ENGINES)('%s', (engine) => {
  describe.each(LEVELS)('with a mirror of the %s', (level) => {
    it.each(MIRRORS)('takes every chart from $url (Secret: $secretName)', async (charts) => {
      const found = await releases(engine, charts, level, 'eu-1');
      expect(found.length).toBeGreaterThan(12);
      const place = String(charts.url).replace('oci://', '');
      expect(found.map(({ chart, repository }) => `${chart} of ${repository}`)).toEqual(
        found.map(({ chart }) => `${chart} of ${place}`),
      );
      for (const { chart, version } of found)
        expect(Object.values(CHARTS).some((one) => one.name === chart && one.version === version)).toBe(true);
    });
  });

  it('leaves other clusters as they are', async () => {
    for (const { repository } of await releases(engine, { url: 'oci://registry.acme.io/charts' }, 'cluster', 'us-1'))
      expect(repository).not.toContain('acme');
  });
});

it('lets the Applications of a cluster take charts from the mirror', () => {
  const file = files('argocd', { url: 'oci://registry.acme.io/charts' }, 'cluster').filter(({ text }) =>
    text.includes('kind: AppProject'),
  );
  const repositories = file.flatMap(({ text }) =>
    parseAllDocuments(text).flatMap((document) => {
      const { kind, metadata, spec } = document.toJS();
      return kind === 'AppProject' ? [[metadata.name, spec.sourceRepos.includes('registry.acme.io/charts')]] : [];
    }),
  );
  expect(Object.fromEntries(repositories)).toEqual({
    'observatory.acme': false,
    'observatory.acme.eu-1': true,
    'observatory.acme.us-1': false,
  });
});

it('needs no folders in the mirror: no two charts have one name', () => {
  const places = new Map<string, string>();
  for (const { name, repository } of Object.values(CHARTS)) {
    expect(places.get(name) ?? repository).toBe(repository);
    places.set(name, repository);
  }
});

describe('the Secret of a mirror', () => {
  it('is beside the sources of Flux, and Flux tells of these', () => {
    const all = files('flux', { url: 'oci://registry.acme.io/charts', secretName: 'charts' }, 'fleet');
    const sources = all
      .filter(({ path }) => path.endsWith('release.yaml'))
      .flatMap(({ text }) => parseAllDocuments(text).map((document) => document.toJS()))
      .filter(({ kind }) => kind === 'OCIRepository');
    expect(sources.length).toBeGreaterThan(12);
    for (const { metadata, spec } of sources) {
      expect(metadata.namespace).toBe('flux-system');
      expect(spec.secretRef).toEqual({ name: 'charts' });
    }
  });
});
