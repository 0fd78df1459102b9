/** What a fleet takes from outside in a version that its input or this program says, and where its newer versions are. Pure. */
import { imagesOfChart } from '../charts/images.ts';
import type { FleetImages, ListedChart, ListedImage } from '../images/list.ts';
import { type ImageName, imageName } from '../images/reference.ts';

export const KINDS = ['chart', 'image', 'manifests'] as const;
export type Kind = (typeof KINDS)[number];

/** Where versions are listed. */
export type Source =
  | { readonly type: 'oci'; readonly registry: string; readonly repository: string }
  /** A chart repository, without a slash at its end. */
  | { readonly type: 'index'; readonly url: string; readonly chart: string }
  | { readonly type: 'git'; readonly url: string };

export interface Pinned {
  readonly kind: Kind;
  readonly name: string;
  readonly version: string;
  readonly source: Source;
  readonly components: readonly string[];
  readonly clusters: readonly string[];
}

/** Charts and images are asked for where the clusters take them: in the mirror, where the input names one. */
export function pinnedBy({ charts, images, manifests }: FleetImages): readonly Pinned[] {
  const brought = new Set(charts.flatMap(imagesBroughtBy));
  return [
    ...charts.map((chart) => ({
      ...users(chart),
      kind: 'chart' as const,
      name: chart.name,
      version: chart.version,
      source: chartSource(chart),
    })),
    ...images.filter((image) => !brought.has(image.from)).flatMap(pinnedImage),
    ...manifests.map((one) => ({
      ...users(one),
      kind: 'manifests' as const,
      name: `${one.from.replace(/^https:\/\//, '')}/${one.path}`,
      version: one.version,
      source: { type: 'git' as const, url: one.from.replace(/\/+$/, '') },
    })),
  ];
}

/** A chart brings them in a version of its own, so they move with it. */
function imagesBroughtBy({ name }: ListedChart): readonly string[] {
  return imagesOfChart(name).images.flatMap((image) =>
    image.tag === undefined ? [] : [`${fullName(image.name)}:${image.tag}`],
  );
}

function fullName(image: string): string {
  const { registry, repository } = imageName(image);
  return `${registry}/${repository}`;
}

function users({ components, clusters }: Pick<Pinned, 'components' | 'clusters'>) {
  return { components, clusters };
}

function chartSource({ name, to }: ListedChart): Source {
  const url = to.replace(/\/+$/, '');
  const [, place] = /^oci:\/\/(.*)$/.exec(url) ?? [];
  return place === undefined ? { type: 'index', url, chart: name } : ociSource(imageName(`${place}/${name}`));
}

/** One with a digest alone says no version. */
function pinnedImage(image: ListedImage): readonly Pinned[] {
  const [, tag] = /^:([^@]+)/.exec(imageName(image.from).version) ?? [];
  if (tag === undefined) return [];
  return [
    {
      ...users(image),
      kind: 'image',
      name: fullName(image.from),
      version: tag,
      source: ociSource(imageName(image.to)),
    },
  ];
}

function ociSource({ registry, repository }: ImageName): Source {
  return { type: 'oci', registry, repository };
}

/** Where it is, for people; the same for those that are asked for together. */
export function placeOf(source: Source): string {
  return source.type === 'oci' ? `${source.registry}/${source.repository}` : source.url;
}
