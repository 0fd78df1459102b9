/** Waves in their order, each with the clusters of each environment and how many of them are healthy. */
import { grouped } from '../../../layers/selector.ts';
import { type Html, html } from '../../../plan/render/html/markup.ts';
import { counted } from '../../../plan/render/lines.ts';
import { shortCommit } from '../../commit.ts';
import type { ClusterStatus, FleetStatus, WaveStatus } from '../../model.ts';
import { isLate, verdictOfCluster } from '../../verdict.ts';
import { stateCounts } from '../words.ts';

export function waveSection({ waves, clusters }: FleetStatus): Html {
  const items = waves.flatMap((wave) => {
    const own = clusters.filter((cluster) => cluster.wave === wave.name);
    return own.length === 0 ? [] : [waveItem(wave, own)];
  });
  return html`<section id="waves"><h2>Waves</h2><ol class="waves">${items}</ol></section>`;
}

function waveItem({ name, ref, commit }: WaveStatus, clusters: readonly ClusterStatus[]): Html {
  const healthy = clusters.filter((cluster) => verdictOfCluster(cluster) === 'healthy').length;
  const at = commit === undefined ? '' : ` at ${shortCommit(commit)}`;
  return html`<li class="wave"><h3>${name} <span class="quiet">${ref}${at}</span></h3><p class="share">${healthy} of ${counted(clusters.length, 'cluster')} healthy</p>${bar(healthy, clusters.length)}${grouped(clusters, ({ environment }) => environment).map(environmentText)}</li>`;
}

function environmentText(clusters: readonly [ClusterStatus, ...ClusterStatus[]]): Html {
  const components = clusters.flatMap((cluster) => cluster.components);
  const late = clusters.filter(({ behind }) => isLate(behind)).length;
  const parts = [
    counted(clusters.length, 'cluster'),
    ...(components.length === 0 ? [] : [`${counted(components.length, 'component')}, ${stateCounts(components)}`]),
    ...(late === 0 ? [] : [`${late} behind`]),
  ];
  return html`<p class="where">${clusters[0].environment}: ${parts.join('; ')}</p>`;
}

/** Drawn without a style of its own, which the page forbids. */
function bar(part: number, whole: number): Html {
  return html`<svg class="bar healthy" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${(100 * part) / whole}" height="1"/></svg>`;
}
