/** `images`: every image and chart of the fleet, where it is from and where its clusters take it. Writes nothing. */
import type { Cluster } from '../fleet/model.ts';
import { generateFiles } from '../generate.ts';
import { type FleetImages, fleetImages } from '../images/list.ts';
import { deployedClusters } from '../plan/compare/read-sides.ts';
import { type DescribedFleet, isDescribed } from './described-fleet.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { unknownName } from './unknown-name.ts';

export async function images(options: GlobalOptions, name: string | undefined, io: Io): Promise<ExitCode> {
  const described = openFleet(options, io);
  if (!isDescribed(described)) return 2;
  const { fleet } = described;
  const clusters = fleet.clusters.filter((cluster) => name === undefined || cluster.name === name);
  if (name !== undefined && clusters.length === 0) {
    io.err(
      unknownName(
        'cluster',
        name,
        fleet.clusters.map((cluster) => cluster.name),
      ),
    );
    return 2;
  }
  const found = await fleetImagesOf(options.repo, described, clusters);
  io.out(options.format === 'json' ? JSON.stringify(found, null, 2) : text(found));
  return 0;
}

/** What some clusters of a fleet take from outside. */
export async function fleetImagesOf(
  repo: string,
  { fleet, components }: DescribedFleet,
  clusters: readonly Cluster[],
): Promise<FleetImages> {
  const deployed = await deployedClusters(repo, generateFiles({ ...fleet, clusters }, components));
  return fleetImages(
    clusters.flatMap((cluster) => {
      const one = deployed.get(cluster.name);
      return one === undefined ? [] : [{ cluster, deployed: one }];
    }),
    components,
  );
}

function text({ images: all, charts, manifests }: FleetImages): string {
  return [
    `${all.length} images`,
    ...all.map(({ from, to, version, components }) => {
      const unknown = version === null ? `, in the version that the chart of ${components.join(' and ')} names` : '';
      return `  ${from}${arrow(from, to)}${unknown}`;
    }),
    `${charts.length} charts`,
    ...charts.map(({ name, version, from, to }) => `  ${name} ${version} of ${from}${arrow(from, to)}`),
    ...(manifests.length === 0 ? [] : ['manifests of Git repositories, which no mirror has']),
    ...manifests.map(({ from, path, version }) => `  ${from} ${path} at ${version}`),
  ].join('\n');
}

function arrow(from: string, to: string): string {
  return from === to ? '' : ` → ${to}`;
}
