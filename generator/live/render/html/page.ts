/** A status as one HTML file: it loads nothing and runs nothing. */
import { documentStart } from '../../../plan/render/html/document.ts';
import { type Html, html } from '../../../plan/render/html/markup.ts';
import type { FleetStatus } from '../../model.ts';
import { VERDICTS, verdictOfCluster } from '../../verdict.ts';
import { headline } from '../text.ts';
import { verdictMark } from './mark.ts';
import { clusterTable } from './table.ts';
import { trouble } from './trouble.ts';
import { waveSection } from './waves.ts';

export function statusHtml(status: FleetStatus, now: Date): string {
  const { clusters, refsProblem } = status;
  const page = html`${documentStart(headline(status))}
<header><h1>${headline(status)}</h1><p class="quiet">as it was at ${now.toISOString().replace(/\.\d+Z$/, 'Z')}</p>${refsProblem !== undefined && html`<p>The refs of waves are not known: ${refsProblem}</p>`}${totals(status)}</header>
<main>
${trouble(clusters, now)}
${waveSection(status)}
${clusterTable(clusters)}
</main>
</body>
</html>
`;
  return page.text;
}

function totals({ clusters }: FleetStatus): Html {
  const counts = VERDICTS.flatMap((verdict) => {
    const count = clusters.filter((cluster) => verdictOfCluster(cluster) === verdict).length;
    return count === 0 ? [] : [html`<li>${count} ${verdictMark(verdict)}</li>`];
  });
  return html`<ul class="totals" aria-label="Clusters"><li class="quiet">Clusters:</li>${counts}</ul>`;
}
