/** `npm run pictures`: a picture of every dashboard in `docs/dashboards/`, or of those that are named, drawn by the preview with the demo traffic, in a real Chromium. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programFolder } from '../../generator/program/program-folder.ts';
import { startChromium } from '../../test/browser/chromium.ts';
import { type DemoLines, startDemoLines } from '../demo-traffic/demo-lines.ts';
import { startDemoTraffic } from '../demo-traffic/traffic.ts';
import { committedDashboards } from '../preview/committed-dashboards.ts';
import { drawDashboard } from '../preview/draw-dashboard.ts';
import { DEMO_END, demoChoice } from './demo-choice.ts';
import { smallPng } from './small-png.ts';

const WIDTH = 1280;

const pictures = join(programFolder(), 'docs/dashboards');
const folder = mkdtempSync(join(tmpdir(), 'lang-observatory-demo-'));
mkdirSync(pictures, { recursive: true });
const prometheus = await startDemoTraffic(folder, { now: DEMO_END, ahead: 0 });
const stores = new Map<string, DemoLines>([
  ['logs', await startDemoLines(folder, 'logs', DEMO_END)],
  ['audit', await startDemoLines(folder, 'audit', DEMO_END)],
]);
const asked = process.argv.slice(2);
const browser = await startChromium();
try {
  const all = committedDashboards();
  for (const shown of all.filter(({ uid }) => asked.length === 0 || asked.includes(uid))) {
    const html = await drawDashboard(shown, {
      url: prometheus.url,
      logsUrl: stores.get(shown.uid)?.url,
      end: DEMO_END,
      chosen: demoChoice(shown),
    });
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 800 } });
    await page.setContent(html);
    writeFileSync(join(pictures, `${shown.uid}.png`), smallPng(await page.screenshot({ fullPage: true })));
    await page.close();
  }
  const drawn = new Set(all.map(({ uid }) => `${uid}.png`));
  for (const name of readdirSync(pictures)) if (!drawn.has(name)) rmSync(join(pictures, name));
} finally {
  await browser.close();
  for (const store of stores.values()) await store.stop();
  await prometheus.stop();
  rmSync(folder, { recursive: true, force: true });
}
