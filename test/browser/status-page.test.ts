/** The page of `status` in a real Chromium. */
import { describe, expect, it } from 'vitest';
import { statusHtml } from '../../generator/live/render/html/page.ts';
import { exampleStatus, NOW } from '../live/example-status.ts';
import { pages, violations } from './pages.ts';

const opened = pages();
const html = statusHtml(exampleStatus(), NOW);

describe('the page of a fleet', () => {
  it('shows first what is wrong, and every cluster in a line', () =>
    opened(html, async ({ page, faults }) => {
      expect(await page.locator('h1').textContent()).toBe(
        '12 clusters: 9 healthy, 1 progressing, 1 unreachable, 1 broken',
      );
      expect(await page.locator('.change > summary .title strong').allTextContents()).toEqual([
        'dev-2',
        'stage-2',
        'ap-2',
      ]);
      expect(await page.locator('#ap-2 li').filter({ hasText: 'langfuse' }).textContent()).toContain(
        'waits for clickhouse-operator',
      );
      expect(await page.locator('#clusters tbody tr').count()).toBe(12);
      expect(faults).toEqual([]);
    }));

  it.each(['light', 'dark'] as const)('is accessible, with all of it open, in %s', (colorScheme) =>
    opened(html, async ({ page }) => expect(await violations(page)).toEqual([]), { colorScheme, bypassCSP: true }),
  );

  it('fits a narrow screen', () =>
    opened(
      html,
      async ({ page }) => expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360),
      { viewport: { width: 360, height: 740 } },
    ));
});
