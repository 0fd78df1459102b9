/**
 * The two laws of layers, for every component and random settings at every level, through the real kustomize:
 * merging the three values files gives the resolved values, and building the lowest folder gives the resolved extras.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { alertingComponent } from '../../generator/components/alerting/alerting.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import type { Cluster, Fleet } from '../../generator/fleet/model.ts';
import { mergeValues } from '../../generator/fleet/resolve/merge.ts';
import { SECTIONS_COMPONENT } from '../../generator/fleet/schema/sections.ts';
import { generateFiles } from '../../generator/generate.ts';
import { identityOf, type Manifest } from '../../generator/kubernetes/manifest.ts';
import { type Answer, clusterAnswer, ownAnswer } from '../../generator/layers/answer.ts';
import { type ComposedCluster, composeFleet, type Placement } from '../../generator/layers/compose.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import type { GeneratedFile } from '../../generator/tree/file-tree.ts';
import { describedFleet } from '../described-fleet.ts';
import { kustomizeBuild } from '../kustomize-build.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { arbitrarySettings, optionalFields, type Whose } from './arbitrary-settings.ts';

const RUNS = 12;

let kustomize = '';
beforeAll(async () => {
  kustomize = await realTool('kustomize');
});

const size = fc.constantFrom('small', 'medium', 'large');
const secrets = fc.constantFrom<JsonObject>(
  { provider: 'generated' },
  { provider: 'aws-secrets-manager', prefix: 'a/b', region: 'eu-west-1' },
  { provider: 'gcp-secret-manager', projectID: 'acme' },
  { provider: 'vault', server: 'https://vault.example.com' },
);
const kubernetesApi = optionalFields({
  ports: fc.constantFrom<Json>([443, 6443], [16443]),
  cidrs: fc.constantFrom<Json>([], ['10.0.0.1/32', 'fd00::/64']),
});
const clusterDns = optionalFields({
  namespace: fc.constantFrom<Json>('kube-system', 'openshift-dns'),
  labels: fc.constantFrom<Json>({ 'k8s-app': 'kube-dns' }, { 'dns.operator.openshift.io/daemonset-dns': 'default' }),
  ports: fc.constantFrom<Json>([53], [5353]),
  cidrs: fc.constantFrom<Json>([], ['10.96.0.10/32']),
});
const rawValue = fc.oneof(fc.constantFrom<Json>(null, 'on', { a: [1, { b: null }] }));
const rawValues = optionalFields({ extra: rawValue, image: rawValue, yes: rawValue, '1_000': rawValue });
/** Of components, at a level that may say `whose` settings. */
const components = (whose: Whose) =>
  optionalFields(
    Object.fromEntries(
      REGISTRY.filter(({ name }) => name !== SECTIONS_COMPONENT).map((component) => [
        component.name,
        fc
          .tuple(arbitrarySettings(component, whose), rawValues)
          .map(([settings, values]): Json => (component.chart === undefined ? settings : { ...settings, values })),
      ]),
    ),
  );

/** What the input says beside components. */
const sections = arbitrarySettings(alertingComponent, 'shared');

function level(whose: Whose): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(optionalFields({ size, secrets, kubernetesApi, clusterDns, components: components(whose) }), sections)
    .map(([own, beside]) => ({ ...own, ...beside }));
}

interface Input {
  readonly fleet: JsonObject;
  readonly environment: JsonObject;
  readonly cluster: JsonObject;
  readonly provider: string;
}

const input: fc.Arbitrary<Input> = fc.record({
  fleet: level('shared'),
  environment: level('shared'),
  cluster: level('cluster'),
  provider: fc.constantFrom('aws', 'gcp', 'bare'),
});

function resolve({ fleet, environment, cluster, provider }: Input): Fleet {
  const fleetYaml = {
    apiVersion: 'lang-observatory.dev/v1',
    kind: 'Fleet',
    metadata: { name: 'random' },
    spec: {
      repository: { url: 'https://example.com/repo.git' },
      domain: 'example.com',
      ...fleet,
      environments: { one: environment },
    },
  };
  const clusterYaml = {
    apiVersion: 'lang-observatory.dev/v1',
    kind: 'Cluster',
    metadata: { name: 'c' },
    spec: { environment: 'one', engine: 'flux', provider: { name: provider, region: 'r-1' }, ...cluster },
  };
  const pending = new Map([
    ['fleet.yaml', emitYaml(fleetYaml)],
    ['clusters/c/cluster.yaml', emitYaml(clusterYaml)],
  ]);
  return describedFleet(pending);
}

function only(fleet: Fleet): Cluster {
  const [cluster] = fleet.clusters;
  if (cluster === undefined) throw new Error('the fleet has one cluster');
  return cluster;
}

/** What each deployed component says on the cluster, asked of the component directly. */
function answers(fleet: Fleet, cluster: Cluster): ReadonlyMap<string, Answer> {
  const graph = buildGraph(fleet, cluster, REGISTRY);
  return new Map(
    graph.deployed.map((component) => [
      component.name,
      clusterAnswer(component, ownAnswer(component, graph), graph, cluster),
    ]),
  );
}

function compose(fleet: Fleet): {
  readonly composed: ComposedCluster;
  readonly files: ReadonlyMap<string, string>;
  readonly answers: ReadonlyMap<string, Answer>;
} {
  const cluster = only(fleet);
  const files = new Map([...generateFiles(fleet, REGISTRY)].map(({ path, text }: GeneratedFile) => [path, text]));
  return { composed: composeFleet(fleet, REGISTRY).cluster(cluster), files, answers: answers(fleet, cluster) };
}

function mergedFiles(placement: Placement, files: ReadonlyMap<string, string>): JsonObject {
  return placement.values
    .map(({ folder }): JsonObject => parse(files.get(`${folder}/values.yaml`) ?? '', { maxAliasCount: 0 }))
    .reduce(mergeValues, {});
}

/** Built objects by identity, without dashboards, which come from a folder of their own. */
function byIdentity(objects: readonly Manifest[]): Readonly<Record<string, Manifest>> {
  return Object.fromEntries(
    objects.map((object): [string, Manifest] => [identityOf(object), object]).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Kustomize writes no empty map of labels or annotations. */
function plain(manifests: readonly Manifest[]): readonly Manifest[] {
  return JSON.parse(JSON.stringify(manifests));
}

describe('layers', () => {
  it('give Helm exactly the values that the component resolves to', () => {
    fc.assert(
      fc.property(input, (random) => {
        const { composed, files, answers: expected } = compose(resolve(random));
        for (const placement of composed.placements)
          if (placement.chart !== undefined)
            expect(mergedFiles(placement, files), placement.component.name).toEqual(
              expected.get(placement.component.name)?.values,
            );
      }),
      { numRuns: RUNS * 3 },
    );
  });

  it('give the engines exactly the extras that the component resolves to', async () => {
    await fc.assert(
      fc.asyncProperty(input, async (random) => {
        const { composed, files, answers: expected } = compose(resolve(random));
        await inTemporaryFolder(async (folder) => {
          writeFiles(folder, files);
          const resources = composed.placements.map(({ extras }) => `../${extras}`);
          writeFiles(folder, [
            [
              'all/kustomization.yaml',
              emitYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }),
            ],
          ]);
          const built = await kustomizeBuild(kustomize, join(folder, 'all'));
          if (!built.ok) throw new Error(built.message);
          const objects: readonly Manifest[] = parseAllDocuments(built.text).map((document) => document.toJS());
          const own = objects.filter(({ metadata }) => !String(metadata.name).startsWith('dashboard'));
          expect(byIdentity(own)).toEqual(byIdentity(plain([...expected.values()].flatMap(({ extras }) => extras))));
        });
      }),
      { numRuns: RUNS },
    );
  });
});
