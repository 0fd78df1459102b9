/**
 * `npm run preview -- DASHBOARD PROMETHEUS FILE`: a dashboard as one static page, for looking at it without a Grafana.
 * Its own queries, asked of the Prometheus at that URL; drawn in plain SVG, so that only the gist is Grafana's.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unknownName } from '../../generator/commands/unknown-name.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { dashboard, type Panel } from './dashboard.ts';
import { type Drawn, page } from './page.ts';
import { draw } from './panels.ts';
import { ask, PreviewError, type Range } from './prometheus.ts';

const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/** From `now-6h` or, for a panel about the month, `now/M`. */
function rangeFrom(from: string, end: number): Range {
  if (from === 'now/M') {
    const now = new Date(end * 1000);
    return { start: Date.UTC(now.getUTCFullYear(), now.getUTCMonth()) / 1000, end };
  }
  const [, amount, unit = ''] = /^now-(\d+)([mhd])$/.exec(from) ?? [];
  return { start: end - Number(amount) * (SECONDS[unit] ?? Number.NaN), end };
}

async function drawn(panel: Panel, from: string, url: string, end: number): Promise<Drawn> {
  const range = rangeFrom(panel.timeFrom ?? from, end);
  const answers = await Promise.all(panel.targets.map((target) => ask(url, target, range)));
  return { panel, inside: draw(panel, answers, range) };
}

const [uid, url, file, from] = process.argv.slice(2);
if (uid === undefined || url === undefined || file === undefined) {
  console.error('usage: npm run preview -- DASHBOARD PROMETHEUS FILE [now-30m]');
  process.exit(2);
}
const folder = join(programFolder(), 'dashboards');
const uids = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []));
if (!uids.includes(uid)) {
  console.error(unknownName('dashboard', uid, uids));
  process.exit(2);
}
const shown = dashboard.parse(JSON.parse(readFileSync(join(folder, `${uid}.json`), 'utf8')));
const now = Math.floor(Date.now() / 1000);
try {
  const panels = await Promise.all(shown.panels.map((panel) => drawn(panel, from ?? shown.time.from, url, now)));
  writeFileSync(file, page(shown, panels));
  console.log(`${file}: ${panels.length} panels of ${uid}`);
} catch (error) {
  if (!(error instanceof PreviewError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
