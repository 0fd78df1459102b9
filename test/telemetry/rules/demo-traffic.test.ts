/** The demo traffic in a real Prometheus: every dashboard has something to show, and what it shows is believable. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_END, demoChoice } from '../../../tools/dashboard-pictures/demo-choice.ts';
import { type DemoPrometheus, startDemoTraffic } from '../../../tools/demo-traffic/traffic.ts';
import { committedDashboards } from '../../../tools/preview/committed-dashboards.ts';
import { type Dashboard, isAboutLines, type Target } from '../../../tools/preview/dashboard.ts';
import { rangeOf } from '../../../tools/preview/draw-dashboard.ts';
import { ask, type Line } from '../../../tools/preview/prometheus.ts';

/** What is wrong in the demo on purpose. Any other alert says that a value is none that a healthy stack has. */
const MEANT_TO_FIRE = ['LlmErrorsJumped', 'SecretSyncFailing', 'Watchdog'];

const folder = mkdtempSync(join(tmpdir(), 'demo-traffic-'));
let prometheus: DemoPrometheus;
beforeAll(async () => {
  prometheus = await startDemoTraffic(folder, { now: DEMO_END, ahead: 0 });
});
afterAll(async () => {
  await prometheus?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Of every query of a dashboard, as its picture asks it. */
async function answersOf(
  shown: Dashboard,
): Promise<readonly { readonly title: string; readonly target: Target; readonly lines: readonly Line[] }[]> {
  const chosen = demoChoice(shown);
  const asked = shown.panels.flatMap((panel) =>
    panel.targets.flatMap((target) => (isAboutLines(target) ? [] : [{ panel, target }])),
  );
  return Promise.all(
    asked.map(async ({ panel, target }) => ({
      title: panel.title,
      target,
      lines: await ask(prometheus.url, target, rangeOf(panel, shown, DEMO_END), chosen),
    })),
  );
}

describe('the demo traffic', () => {
  for (const shown of committedDashboards())
    it(`has an answer to every query of the dashboard ${shown.title}, with the labels that its legends name`, async () => {
      const answers = await answersOf(shown);
      expect(answers.length).toBeGreaterThan(0);
      const empty = answers.filter(({ lines }) => lines.every(({ samples }) => samples.length === 0));
      expect(empty.map(({ title, target }) => `${title}: ${target.expr}`)).toEqual([]);
      const nameless = answers.filter(({ target, lines }) => {
        const labels = [...target.legendFormat.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = '']) => label);
        return labels.some((label) => !lines.some((line) => (line.labels[label] ?? '') !== ''));
      });
      expect(nameless.map(({ title, target }) => `${title}: ${target.legendFormat}`)).toEqual([]);
    });

  it('lets no other alert fire at its end than those of what is wrong on purpose', async () => {
    const target: Target = {
      datasource: { type: 'prometheus' },
      expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
      refId: 'A',
      legendFormat: '',
      instant: true,
    };
    const firing = await ask(prometheus.url, target, { start: DEMO_END - 60, end: DEMO_END }, {});
    expect(firing.map(({ labels }) => labels.alertname).sort()).toEqual(MEANT_TO_FIRE);
  });
});
