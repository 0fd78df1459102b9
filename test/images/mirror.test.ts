/** Every image of the stack through a mirror, whatever is deployed, and the Secrets to pull it with in every pod. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartValues } from '../../generator/charts/chart-values.ts';
import { imagesOfChart } from '../../generator/charts/images.ts';
import { CHARTS } from '../../generator/components/charts.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, isObject, type Json, type JsonObject, maps } from '../../generator/data/json.ts';
import { SIZES } from '../../generator/fleet/model.ts';
import { imagesIn } from '../../generator/images/in-objects.ts';
import { imagesOfValues } from '../../generator/images/in-values.ts';
import { isInMirror } from '../../generator/images/mirror.ts';
import { type Answer, clusterAnswer, ownAnswer } from '../../generator/layers/answer.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { pathsWhere, runs } from '../components/chart-parts.ts';
import { fleetOf, onlyCluster, randomInput } from '../layers/random-fleet.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const MIRROR = 'registry.acme.io/mirror';

const chartOf = (component: string) => REGISTRY.find(({ name }) => name === component)?.chart;

function imagesOf(component: string, { values, manifests }: Answer): readonly string[] {
  const chart = chartOf(component);
  const ofChart = chart === undefined ? [] : imagesOfValues(values, imagesOfChart(chart.name));
  return [...ofChart, ...manifests.flatMap((manifest) => imagesIn(manifest))].map(({ image }) => image);
}

/** Components and their images that a node would pull from elsewhere. */
function escaped(answers: ReadonlyMap<string, Answer>): readonly string[] {
  return [...answers].flatMap(([component, answer]) =>
    imagesOf(component, answer)
      .filter((image) => !isInMirror(image, MIRROR))
      .map((image) => `${component}: ${image}`),
  );
}

describe.each(SIZES)('in size %s', (size) => {
  const answers = watchedCluster({ cluster: { size, registry: { images: MIRROR, pullSecrets: ['registry-acme'] } } });

  it('every image comes from the mirror', () => {
    expect(escaped(answers)).toEqual([]);
    expect([...answers].flatMap(([component, answer]) => imagesOf(component, answer)).length).toBeGreaterThan(40);
  });

  it('every pod that we write says the Secret to pull with', () => {
    const pods = [...answers.values()].flatMap(({ manifests }) =>
      manifests.flatMap((manifest) => [...maps(manifest)].filter(([, map]) => isList(map.containers))),
    );
    expect(pods.length).toBeGreaterThan(1);
    for (const [, pod] of pods) expect(pod.imagePullSecrets).toEqual([{ name: 'registry-acme' }]);
  });

  it.each([
    ['postgres', 'Cluster', 'spec'],
    ['clickhouse', 'ClickHouseCluster', 'spec.podTemplate'],
    ['clickhouse', 'KeeperCluster', 'spec.podTemplate'],
  ])('so do the pods that the operator of %s makes of a %s', (component, kind, path) => {
    const made = answers.get(component)?.manifests.filter((manifest) => manifest.kind === kind) ?? [];
    expect(made.length).toBeGreaterThan(0);
    for (const manifest of made) expect(at(manifest, `${path}.imagePullSecrets`)).toEqual([{ name: 'registry-acme' }]);
  });

  it.each([...answers.keys()].filter((component) => chartOf(component) !== undefined))(
    'the values of %s say the Secret to pull with',
    (component) => {
      const { pullSecrets } = imagesOfChart(chartOf(component)?.name ?? '');
      const values = answers.get(component)?.values ?? {};
      for (const { at: path, items } of pullSecrets)
        expect(at(values, path)).toEqual(items === 'names' ? ['registry-acme'] : [{ name: 'registry-acme' }]);
    },
  );
});

function at(value: Json, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((found, key) => (isObject(found) ? found[key] : undefined), value);
}

it('every image of any fleet comes from the mirror', () => {
  fc.assert(
    fc.property(randomInput, (random) => {
      const cluster: JsonObject = { ...random.cluster, registry: { images: MIRROR } };
      const fleet = fleetOf({ ...random, cluster });
      // Without the user's own values, which may name any image.
      const one = { ...onlyCluster(fleet), values: new Map() };
      const graph = buildGraph(fleet, one, REGISTRY);
      const answers = new Map(
        graph.deployed.map((component) => [
          component.name,
          clusterAnswer(component, ownAnswer(component, graph), graph, one),
        ]),
      );
      expect(escaped(answers)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

it('images that stay where they are change nothing', () => {
  const registry = { images: 'docker.io' };
  const [plain, told] = [watchedCluster({}), watchedCluster({ cluster: { registry } })];
  expect(imagesOf('grafana', told.get('grafana') ?? { values: {}, manifests: [] })).toContain(
    'docker.io/grafana/grafana:13.2.0',
  );
  expect(told.get('clickhouse')?.manifests).toEqual(plain.get('clickhouse')?.manifests);
});

describe('what is known of the images of a chart', () => {
  const charts = Object.entries(CHARTS).map(([component, { name }]) => [component, name] as const);
  const isImage = (key: string): boolean => /(^i|I)mage$/.test(key);

  it.each(charts)('is all that its values can say, but for parts that do not run: %s', (component, chart) => {
    const shape: Json = JSON.parse(JSON.stringify(chartValues(chart)?.values ?? {}));
    const named = (key: string, value: Json): boolean =>
      isImage(key) && (value === 'string' || (isObject(value) && 'repository' in value));
    const paths = pathsWhere(shape, named)
      .filter(runs(component))
      .filter((path) => !LEFT_OFF.has(`${chart}: ${path}`));
    expect(paths.toSorted()).toEqual(
      imagesOfChart(chart)
        .images.map(({ at: path }) => path)
        .toSorted(),
    );
  });

  it.each(charts)('is where its values have it, also the Secrets to pull with: %s', (_component, chart) => {
    const shape = chartValues(chart)?.values;
    const { images, pullSecrets } = imagesOfChart(chart);
    const lost = [...images, ...pullSecrets].map(({ at: path }) => path).filter((path) => !has(shape, path));
    expect(lost).toEqual([]);
  });

  it('is a name with a registry, and no version', () => {
    for (const { name } of Object.values(CHARTS))
      for (const image of imagesOfChart(name).images) expect(image.name).toMatch(/^[a-z0-9.-]+\.[a-z]+\/[a-z0-9/_-]+$/);
  });
});

/** Images that an operator gets as an argument and does not use as we run it. */
const LEFT_OFF = new Set([
  ...['collector', 'opampBridge', 'targetAllocator', 'autoInstrumentation'].map(
    (part) => `opentelemetry-operator: manager.${part}Image`,
  ),
]);

function has(shape: unknown, path: string): boolean {
  const found = path
    .split('.')
    .reduce<unknown>(
      (inner, key) => (isObject(inner) ? (inner[key] ?? inner['*']) : inner === undefined ? undefined : inner),
      shape,
    );
  return found !== undefined;
}
