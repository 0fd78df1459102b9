/** The parameter file by which an ApplicationSet finds a component of a cluster. */
import type { Chart } from '../../components/component.ts';
import type { Cluster } from '../../fleet/model.ts';
import type { JsonObject } from '../../json.ts';
import type { Placement } from '../../layers/compose.ts';
import { buildFolder } from '../build.ts';

export function parameters(cluster: Cluster, placement: Placement): JsonObject {
  const folder = buildFolder('argocd', { cluster, placement });
  return {
    cluster: cluster.name,
    environment: cluster.environment,
    wave: cluster.wave,
    ...(placement.chart === undefined ? {} : { chart: chartParameters(placement.chart) }),
    extras: folder,
    ...(placement.upstream === undefined ? {} : { upstream: { version: placement.upstream.version } }),
    // Absolute within the repository: Argo CD renders again only when one of these folders changes.
    paths: [...placement.folders, folder].map((one) => `/${one}`).join(';'),
  };
}

/** Argo CD wants a registry without its scheme. */
function chartParameters(chart: Chart): JsonObject {
  return { repository: sourceRepository(chart), name: chart.name, version: chart.version };
}

export function sourceRepository(chart: Chart): string {
  return chart.repository.replace(/^oci:\/\//, '');
}
