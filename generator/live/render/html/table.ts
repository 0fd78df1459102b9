/** Every cluster in a line. */
import { ENGINE_TITLES } from '../../../fleet/model.ts';
import { type Html, html } from '../../../plan/render/html/markup.ts';
import { counted } from '../../../plan/render/lines.ts';
import { shortCommit } from '../../commit.ts';
import type { ClusterStatus } from '../../model.ts';
import { verdictOfCluster } from '../../verdict.ts';
import { stateCounts } from '../words.ts';
import { verdictMark } from './mark.ts';

const COLUMNS = ['Cluster', 'State', 'Environment', 'Wave', 'Engine', 'Commit', 'Behind', 'Components'];

export function clusterTable(clusters: readonly ClusterStatus[]): Html {
  return html`<section id="clusters"><h2>Clusters <span class="count">${clusters.length}</span></h2><div class="body card"><table class="plain"><thead><tr>${COLUMNS.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${clusters.map(row)}</tbody></table></div></section>`;
}

function row(cluster: ClusterStatus): Html {
  const { name, environment, wave, engine, commits, behind, components } = cluster;
  return html`<tr><th scope="row" class="names">${name}</th><td>${verdictMark(verdictOfCluster(cluster))}</td>${[environment, wave, ENGINE_TITLES[engine], commits.map(shortCommit).join(', '), lateness(behind), stateCounts(components)].map((text) => html`<td class="names">${text}</td>`)}</tr>
`;
}

/** Commits that its ref has and that change its files. */
function lateness(behind: ClusterStatus['behind']): string {
  if (behind === undefined) return '';
  if (behind.isApart) return 'apart';
  return behind.concerning === 0 ? '' : counted(behind.concerning, 'commit');
}
