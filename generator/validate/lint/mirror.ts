/** Images and charts that clusters would take from elsewhere than from the mirror that the input says for them. */
import { posix } from 'node:path';
import { imagesOfChart } from '../../charts/images.ts';
import { CHARTS } from '../../components/charts.ts';
import { fieldAt, textAt } from '../../data/fields.ts';
import { oncePerArgument } from '../../data/once.ts';
import { sourceRepository } from '../../engines/argocd/parameters.ts';
import type { Cluster, Fleet } from '../../fleet/model.ts';
import type { Path } from '../../fleet/parse/path.ts';
import { type FoundImage, imagesIn } from '../../images/in-objects.ts';
import { imagesOfValues } from '../../images/in-values.ts';
import { isInMirror, mirroredImage } from '../../images/mirror.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { valuesFile } from '../../tree/layout.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from './rule.ts';
import { type LintTree, type PlacedComponent, subject } from './tree.ts';

export const escapedImages: Rule = (tree, fleet) => {
  // Clusters share most objects.
  const inObject = oncePerArgument((object: Manifest) => imagesIn(object));
  return each(tree, fleet, (placed, { registry: { images: prefix } }) => {
    if (prefix === undefined) return [];
    const told = (found: FoundImage, where: Pick<Finding, 'file' | 'object'>): readonly Finding[] =>
      isInMirror(found.image, prefix) ? [] : [escaped(found, prefix, where)];
    return [
      ...(placed.objects ?? []).flatMap((object) =>
        inObject(object).flatMap((found) => told(found, { file: placed.folder, object: subject(object) })),
      ),
      ...imagesOfRelease(placed).flatMap((found) =>
        told(found, { file: fileThatSays(found.path, placed, tree), object: 'Helm values' }),
      ),
    ];
  });
};

function escaped({ path, image }: FoundImage, prefix: string, where: Pick<Finding, 'file' | 'object'>): Finding {
  return {
    code: 'image-not-mirrored',
    ...where,
    message: `${path.join('.')} is ${image}, which is not in the mirror ${prefix}`,
    hint: `write ${mirroredImage(image, prefix)}; only your own values, patches and manifests are not changed`,
  };
}

const BY_COMPONENT: ReadonlyMap<string, string> = new Map(
  Object.entries(CHARTS).map(([component, { name }]) => [component, name]),
);

function imagesOfRelease({ component, values }: PlacedComponent): readonly FoundImage[] {
  const chart = BY_COMPONENT.get(component);
  return chart === undefined ? imagesIn(values) : imagesOfValues(values, imagesOfChart(chart));
}

const VALUES = posix.basename(valuesFile(''));

/** The file of the lowest layer that has something there, as far as files have changed; otherwise that of the base. */
function fileThatSays(path: Path, { valuesFolders }: PlacedComponent, { valueFiles }: LintTree): string {
  const files = valuesFolders.map((folder) => `${folder}/${VALUES}`);
  const list = path.findIndex((step) => typeof step === 'number');
  const maps = (list < 0 ? path : path.slice(0, list)).map(String);
  const said = files.filter((file) => fieldAt(valueFiles.get(file), ...maps) !== undefined);
  return said.at(-1) ?? files[0] ?? '';
}

/** The sources of charts that Argo CD and Flux read. */
export const escapedCharts: Rule = (tree, fleet) =>
  each(tree, fleet, (placed, { registry: { charts } }) => {
    if (charts === undefined) return [];
    const mirror = sourceRepository(charts.url);
    const told = (repository: string, where: Pick<Finding, 'file' | 'object'>): readonly Finding[] =>
      repository === mirror || repository.startsWith(`${mirror}/`)
        ? []
        : [
            {
              code: 'chart-not-mirrored',
              ...where,
              message: `takes charts from ${repository}, which is not the mirror ${mirror}`,
              hint: 'run generate, or write the address of the mirror in a manifest of yours',
            },
          ];
    const ofArgocd = textAt(placed.entry, 'chart', 'repository');
    return [
      ...(ofArgocd === '' ? [] : told(ofArgocd, { file: placed.file })),
      ...(placed.objects ?? [])
        .filter(({ kind }) => SOURCES.has(kind))
        .flatMap((object) =>
          told(sourceRepository(textAt(object, 'spec', 'url')), { file: placed.folder, object: subject(object) }),
        ),
    ];
  });

const SOURCES: ReadonlySet<string> = new Set(['HelmRepository', 'OCIRepository']);

/** What is found at each component of each cluster; what clusters share is told once. */
function each(
  { clusters }: LintTree,
  fleet: Fleet,
  judge: (placed: PlacedComponent, cluster: Cluster) => readonly Finding[],
): readonly Finding[] {
  const byName = new Map(fleet.clusters.map((cluster) => [cluster.name, cluster]));
  const found = clusters.flatMap(({ name, components }) => {
    const cluster = byName.get(name);
    return cluster === undefined ? [] : components.flatMap((placed) => judge(placed, cluster));
  });
  return [...new Map(found.map((finding) => [JSON.stringify(finding), finding])).values()];
}
