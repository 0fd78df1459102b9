/** `npm run pictures`: the pictures of the pages of `plan`, `compare` and `status` in `docs/`, made by a real Chromium of real fleets. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { statusHtml } from '../../generator/live/render/html/page.ts';
import { planHtml } from '../../generator/plan/render/html/page.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { startChromium } from '../../test/browser/chromium.ts';
import { exampleComparison } from '../../test/commands/example-comparison.ts';
import { exampleStatus, NOW } from '../../test/live/example-status.ts';
import { examplePlan } from '../../test/plan/example-plan.ts';

interface Picture {
  readonly name: string;
  readonly html: string;
  readonly colorScheme: 'light' | 'dark';
  /** What somebody has chosen on the page. */
  readonly fragment: string;
  readonly height: number;
  /** What is opened, by CSS. */
  readonly open: readonly string[];
}

const small = planHtml(examplePlan(12));
const compared = await exampleComparison('html');
const PICTURES: readonly Picture[] = [
  { name: 'plan-light', html: small, colorScheme: 'light', fragment: '', height: 1700, open: [] },
  {
    name: 'plan-dark',
    html: small,
    colorScheme: 'dark',
    fragment: '#component=langfuse',
    height: 1150,
    open: ['#langfuse-1'],
  },
  {
    name: 'plan-1000-clusters',
    html: planHtml(examplePlan(1000)),
    colorScheme: 'light',
    fragment: '#component=valkey',
    height: 1300,
    open: ['#valkey-1'],
  },
  { name: 'compare-light', html: compared, colorScheme: 'light', fragment: '', height: 1150, open: [] },
  { name: 'compare-dark', html: compared, colorScheme: 'dark', fragment: '#otel-gateway', height: 1150, open: [] },
  {
    name: 'status',
    html: statusHtml(exampleStatus(), NOW),
    colorScheme: 'light',
    fragment: '',
    height: 1470,
    open: [],
  },
];

const folder = mkdtempSync(join(tmpdir(), 'lang-observatory-pictures-'));
const browser = await startChromium();
try {
  for (const { name, html, colorScheme, fragment, height, open } of PICTURES) {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, html);
    const page = await browser.newPage({ colorScheme, viewport: { width: 1200, height } });
    await page.goto(`${pathToFileURL(file).href}${fragment}`);
    for (const one of open) await page.locator(`${one} > summary`).first().click();
    if (open.length > 0) await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: join(programFolder(), 'docs', `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
