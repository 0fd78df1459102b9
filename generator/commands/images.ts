/** `images`: every image and chart of the fleet, where it is from and where its clusters take it. Writes nothing. */
import { generateFiles } from '../generate.ts';
import { type FleetImages, fleetImages } from '../images/list.ts';
import { deployedClusters } from '../plan/compare/read-sides.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { unknownName } from './unknown-name.ts';

export async function images(options: GlobalOptions, name: string | undefined, io: Io): Promise<ExitCode> {
  const { fleet, components } = openFleet(options, io);
  if (fleet === undefined) return 2;
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
  const deployed = await deployedClusters(options.repo, generateFiles({ ...fleet, clusters }, components));
  const found = fleetImages(
    clusters.flatMap((cluster) => {
      const one = deployed.get(cluster.name);
      return one === undefined ? [] : [{ cluster, deployed: one }];
    }),
    components,
  );
  io.out(options.format === 'json' ? JSON.stringify(found, null, 2) : text(found));
  return 0;
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
