/** The parameter file by which an ApplicationSet finds a component of a cluster. */
import { dirname } from 'node:path/posix';
import type { JsonObject } from '../../data/json.ts';
import type { Cluster, Fleet } from '../../fleet/model.ts';
import type { Placement } from '../../layers/compose.ts';
import type { Chart } from '../../stack/component.ts';
import { inGit, pathOf } from '../../tree/layout.ts';

export function parameters(cluster: Cluster, placement: Placement, { ownManifests, repository }: Fleet): JsonObject {
  return {
    cluster: cluster.name,
    environment: cluster.environment,
    wave: cluster.wave,
    ...(placement.chart === undefined ? {} : { chart: chartParameters(placement.chart) }),
    // The name of the key stays: an ApplicationSet reads these files at the ref of each wave, older ones too.
    extras: inGit(repository, placement.buildFolder),
    ...(placement.upstream === undefined ? {} : { upstream: { version: placement.upstream.version } }),
    // Absolute within the repository: Argo CD only renders again if one of these changes.
    paths: [
      ...placement.folders.flatMap((one) => [one, ...(ownManifests.get(one)?.elsewhere ?? [])]),
      placement.buildFolder,
      pathOf('argocdComponents', { cluster: cluster.name }),
    ]
      .map((one) => `/${inGit(repository, listable(one))}`)
      .filter((one, index, all) => all.indexOf(one) === index)
      .join(';'),
  };
}

/** A semicolon ends a path of the list: the folder above one that has it is read too. */
function listable(path: string): string {
  const [plain = '', ...rest] = path.split(';');
  return rest.length === 0 ? plain : dirname(plain);
}

/** Argo CD requires a registry without its scheme. */
function chartParameters(chart: Chart): JsonObject {
  return { repository: sourceRepository(chart.repository), name: chart.name, version: chart.version };
}

export function sourceRepository(repository: string): string {
  return repository.replace(/^oci:\/\//, '');
}
