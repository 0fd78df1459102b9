/**
 * `npm run preview -- DASHBOARD PROMETHEUS FILE`: a dashboard as one static page, for looking at it without a Grafana.
 * Its own queries, asked of the Prometheus at that URL; drawn in plain SVG, so that only the gist is Grafana's.
 */
import { writeFileSync } from 'node:fs';
import { unknownName } from '../../generator/commands/unknown-name.ts';
import { committedDashboards } from './committed-dashboards.ts';
import { drawDashboard } from './draw-dashboard.ts';
import { firstChoice } from './fill.ts';
import { PreviewError } from './prometheus.ts';

const [uid, url, file, from] = process.argv.slice(2);
if (uid === undefined || url === undefined || file === undefined) {
  console.error('usage: npm run preview -- DASHBOARD PROMETHEUS FILE [now-30m]');
  process.exit(2);
}
const all = committedDashboards();
const shown = all.find((each) => each.uid === uid);
if (shown === undefined) {
  console.error(
    unknownName(
      'dashboard',
      uid,
      all.map((each) => each.uid),
    ),
  );
  process.exit(2);
}
const end = Math.floor(Date.now() / 1000);
try {
  writeFileSync(file, await drawDashboard(shown, { url, end, from, chosen: firstChoice(shown) }));
  console.log(`${file}: ${shown.panels.length} panels of ${uid}`);
} catch (error) {
  if (!(error instanceof PreviewError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
