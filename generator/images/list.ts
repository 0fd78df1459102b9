/** Every image and chart that a fleet deploys: where it is from, and where its clusters take it. Read in what the engines deploy. */
import { imagesOfChart } from '../charts/images.ts';
import type { Cluster } from '../fleet/model.ts';
import type { Content, DeployedCluster } from '../plan/deployed/deployed.ts';
import type { Component } from '../stack/component.ts';
import { imagesIn } from './in-objects.ts';
import { imagesOfValues } from './in-values.ts';
import { originOf } from './mirror.ts';
import { imageName, imageText } from './reference.ts';

interface Users {
  readonly components: readonly string[];
  readonly clusters: readonly string[];
}

export interface ListedImage extends Users {
  /** With its registry, and its version where it is known. */
  readonly from: string;
  /** The same as `from` without a mirror. */
  readonly to: string;
  /** Tag, digest or both; null where only the chart knows it. */
  readonly version: string | null;
}

export interface ListedChart extends Users {
  readonly name: string;
  readonly version: string;
  /** `oci://…` or the address of a chart repository. */
  readonly from: string;
  readonly to: string;
}

/** Manifests that come from a Git repository of upstream. */
export interface ListedManifests extends Users {
  readonly from: string;
  readonly path: string;
  readonly version: string;
}

export interface FleetImages {
  readonly images: readonly ListedImage[];
  readonly charts: readonly ListedChart[];
  readonly manifests: readonly ListedManifests[];
}

/** A cluster of the input, and what its engine deploys. */
export interface DeployedAs {
  readonly cluster: Cluster;
  readonly deployed: DeployedCluster;
}

export function fleetImages(clusters: readonly DeployedAs[], registry: readonly Component[]): FleetImages {
  const found = clusters.flatMap(({ cluster, deployed }) =>
    [...deployed.components].map(([name, component]) => ({
      cluster,
      component: registry.find((one) => one.name === name),
      content: component.content(),
      users: { components: [name], clusters: [cluster.name] },
    })),
  );
  return {
    images: together(
      found.flatMap(({ cluster, component, content, users }) =>
        imagesOf(component, content).map((image) => ({ ...listed(image, cluster), ...users })),
      ),
    ),
    charts: together(
      found.flatMap(({ cluster, component, content, users }) => {
        if (component?.chart === undefined || content.release === undefined) return [];
        const { name, repository } = component.chart;
        const { version } = content.release;
        return [{ name, version, from: repository, to: cluster.registry.charts?.url ?? repository, ...users }];
      }),
    ),
    manifests: together(
      found.flatMap(({ content: { upstream }, users }) =>
        upstream === undefined
          ? []
          : [{ from: upstream.repository, path: upstream.path, version: upstream.version, ...users }],
      ),
    ),
  };
}

function imagesOf(component: Component | undefined, { release, values, objects }: Content): readonly string[] {
  const chart = component?.chart;
  const ofChart =
    chart === undefined || release === undefined
      ? []
      : imagesOfValues(values, imagesOfChart(chart.name), release.version === chart.version);
  return [...ofChart, ...objects.flatMap((object) => imagesIn(object))].map(({ image }) => image);
}

function listed(image: string, { registry: { images: prefix } }: Cluster): Omit<ListedImage, keyof Users> {
  const from = imageText(imageName(prefix === undefined ? image : originOf(image, prefix)));
  const { version } = imageName(from);
  const to = imageText(imageName(image));
  return { from, to, version: version === '' ? null : version.replace(/^[:@]/, '') };
}

/** Each once, with all that use it, sorted by where it is from. */
function together<Item extends Users>(items: readonly Item[]): readonly Item[] {
  const byKey = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    const known = byKey.get(key);
    byKey.set(
      key,
      known === undefined
        ? item
        : {
            ...known,
            components: union(known.components, item.components),
            clusters: union(known.clusters, item.clusters),
          },
    );
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

function keyOf({ components: _, clusters: __, ...item }: Users): string {
  return JSON.stringify(item);
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])].sort();
}
