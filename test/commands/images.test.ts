/** `images` lists what the tree deploys: no image and no chart more or less, and where each is from. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imagesOfChart } from '../../generator/charts/images.ts';
import { imagesSchema } from '../../generator/commands/schemas/images.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { imagesIn } from '../../generator/images/in-objects.ts';
import { imagesOfValues } from '../../generator/images/in-values.ts';
import { mirroredImage } from '../../generator/images/mirror.ts';
import { clusterAnswer, ownAnswer } from '../../generator/layers/answer.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';
import { documentOf } from './document.ts';

const MIRROR = 'registry.acme.io/mirror';

const OWN = `apiVersion: v1
kind: Pod
metadata: {name: own, namespace: lang-observatory}
spec:
  containers: [{name: own, image: busybox:1}]
`;

const PATCH =
  '{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: postgres, namespace: lang-observatory}, spec: {imageName: ghcr.io/acme/postgresql:18}}';

function input(registry: JsonObject): ReadonlyMap<string, string> {
  return inputFiles({
    fleet: {
      components: { openlit: { mode: 'managed' } },
      environments: { prod: Object.keys(registry).length === 0 ? {} : { registry } },
    },
    clusters: {
      'eu-1': { size: 'large', components: { 'object-store': { mode: 'managed' } } },
      'us-1': { engine: 'argocd', components: { grafana: { version: '12.0.0' } } },
    },
  });
}

async function listed(files: ReadonlyMap<string, string>, more: readonly (readonly [string, string])[] = []) {
  return inTemporaryFolder(async (folder) => {
    const repo = join(folder, 'fleet');
    writeFiles(repo, [...files, ...more]);
    const { exitCode, out, err } = await commandLine(repo, 'images', '--format', 'json');
    expect([exitCode, err, exitCode === 0 ? '' : out]).toEqual([0, '', '']);
    return documentOf(imagesSchema, out);
  });
}

/** What every component of every cluster says itself. */
function said(files: ReadonlyMap<string, string>): readonly string[] {
  const fleet = describedFleet(files);
  const all = fleet.clusters.flatMap((cluster) => {
    const graph = buildGraph(fleet, cluster, REGISTRY);
    return graph.deployed.flatMap((component) => {
      const { values, manifests } = clusterAnswer(component, ownAnswer(component, graph), graph, cluster);
      const isRead = cluster.settings.get(component.name)?.version === undefined;
      const ofChart =
        component.chart === undefined ? [] : imagesOfValues(values, imagesOfChart(component.chart.name), isRead);
      return [...ofChart, ...manifests.flatMap((manifest) => imagesIn(manifest))].map(({ image }) => image);
    });
  });
  return [...new Set(all)].sort();
}

describe('images', () => {
  it.each([{}, { images: MIRROR }])('lists exactly the images that the tree deploys, with %o', async (registry) => {
    const files = input(registry);
    const { images } = await listed(files);
    expect(images.map(({ to }) => to).toSorted()).toEqual(said(files));
    expect(images.length).toBeGreaterThan(25);
  });

  it('says where each is from, and where it is taken', async () => {
    const { images } = await listed(input({ images: MIRROR }));
    for (const { from, to } of images) {
      expect(from).not.toContain(MIRROR);
      expect(to).toBe(mirroredImage(from, MIRROR));
    }
    const { images: plain } = await listed(input({}));
    expect(images.map(({ from }) => from)).toEqual(plain.map(({ from }) => from));
    expect(plain.every(({ from, to }) => from === to)).toBe(true);
  });

  it('knows no version of an image of another chart than was read', async () => {
    const { images } = await listed(input({}));
    const grafana = images.filter(({ from }) => from.startsWith('docker.io/grafana/grafana'));
    expect(grafana.map(({ version, clusters }) => [version, clusters])).toEqual([
      [null, ['us-1']],
      ['13.2.0', ['eu-1']],
    ]);
  });

  it('lists every chart, with the version of each cluster', async () => {
    const { charts } = await listed(input({ charts: { url: 'oci://registry.acme.io/charts' } }));
    const fleet = describedFleet(input({}));
    const deployed = new Set(
      fleet.clusters.flatMap((cluster) =>
        buildGraph(fleet, cluster, REGISTRY).deployed.flatMap(({ chart }) => chart?.name ?? []),
      ),
    );
    expect(new Set(charts.map(({ name }) => name))).toEqual(deployed);
    expect(new Set(charts.map(({ to }) => to))).toEqual(new Set(['oci://registry.acme.io/charts']));
    expect(charts.filter(({ name }) => name === 'grafana').map(({ version }) => version)).toEqual([
      '12.0.0',
      '12.11.1',
    ]);
  });

  it("lists those of the user's own patches and manifests", async () => {
    const files = inputFiles({
      fleet: { registry: { images: MIRROR } },
      clusters: {
        'eu-1': { components: { postgres: { patches: [{ patch: PATCH }], manifests: ['clusters/eu-1/own'] } } },
      },
    });
    const { images } = await listed(files, [
      ['clusters/eu-1/own/kustomization.yaml', 'resources: [pod.yaml]\n'],
      ['clusters/eu-1/own/pod.yaml', OWN],
    ]);
    const own = images.filter(({ components }) => components.includes('postgres')).map(({ to }) => to);
    expect(own).toContain('docker.io/library/busybox:1');
    expect(own).toContain('ghcr.io/acme/postgresql:18');
  });

  it('tells a cluster that is not there', () =>
    inTemporaryFolder(async (folder) => {
      const repo = join(folder, 'fleet');
      writeFiles(repo, [...input({})]);
      expect(await commandLine(repo, 'images', 'eu-2')).toEqual({
        exitCode: 2,
        out: '',
        err: expect.stringContaining('eu-2'),
      });
    }));

  it('prints for people what is from where', () =>
    inTemporaryFolder(async (folder) => {
      const repo = join(folder, 'fleet');
      writeFiles(repo, [...input({ images: MIRROR, charts: { url: 'oci://registry.acme.io/charts' } })]);
      const { out } = await commandLine(repo, 'images', 'us-1');
      expect(out.split('\n')).toEqual(
        expect.arrayContaining([
          `  quay.io/prometheus/alertmanager:v0.34.0 → ${MIRROR}/quay.io/prometheus/alertmanager:v0.34.0`,
          `  docker.io/grafana/grafana → ${MIRROR}/docker.io/grafana/grafana, in the version that the chart of grafana names`,
          '  grafana 12.0.0 of oci://ghcr.io/grafana-community/helm-charts → oci://registry.acme.io/charts',
        ]),
      );
    }));
});
