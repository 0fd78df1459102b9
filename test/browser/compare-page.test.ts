/** The page of `compare` in a real Chromium. */
import { describe, expect, it } from 'vitest';
import { exampleComparison, NOTES, ON_CALL } from '../commands/example-comparison.ts';
import { pages, violations } from './pages.ts';

const opened = pages();
const html = await exampleComparison('html');

describe('the page of two clusters', () => {
  it('shows settings and each component that differs, both sides beside each other', () =>
    opened(html, async ({ page, faults }) => {
      expect(await page.locator('h1').textContent()).toBe('eu-1 and us-1 side by side');
      expect(await page.locator('.change > summary').allInnerTexts()).toEqual([
        'settings 4 fields',
        'postgres 1 object',
        'valkey another source',
        'prometheus 1 object',
        'langfuse 1 object',
        'otel-sampler only on eu-1',
        'otel-gateway 4 values, 1 object',
        'grafana 1 value, 1 object',
      ]);
      const row = page.locator('#postgres tr', { hasText: 'spec.storage.size' });
      expect(await row.locator('> *').allTextContents()).toEqual(['spec.storage.size', '300Gi', '100Gi']);
      const [left, right] = [
        await row.locator('td').nth(0).boundingBox(),
        await row.locator('td').nth(1).boundingBox(),
      ];
      expect(left?.y).toBe(right?.y);
      expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0);
      expect(faults).toEqual([]);
    }));

  it('has every line of a long value: those that differ beside each other, and equal ones folded', () =>
    opened(html, async ({ page }) => {
      const rows = page.locator('#grafana .lines > tbody > tr');
      const [folded, ...near] = await rows.allInnerTexts();
      expect(folded).toBe('4 equal lines');
      expect(near).toEqual([...NOTES.slice(4).map((line) => `${line}\t${line}`), Object.values(ON_CALL).join('\t')]);
      await page.getByText('4 equal lines').click();
      expect(await page.locator('#grafana pre').textContent()).toBe(NOTES.slice(0, 4).join('\n'));
      expect(await page.locator('#grafana pre').isVisible()).toBe(true);
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
