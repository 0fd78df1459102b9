/** The page of a plan in a real Chromium: what it shows, how it is used, and that nothing in a plan gets out of its place. */
import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../generator/plan/plan.ts';
import { planHtml } from '../../generator/plan/render/html/page.ts';
import { examplePlan } from '../plan/example-plan.ts';
import { type Options, pages, violations, type Work } from './pages.ts';

const CLUSTERS = 12;
/** What somebody types is applied once they pause. */
const PATIENT = { timeout: 120_000 };
const plan = examplePlan(CLUSTERS);

const openedText = pages();

/** Opens the page of a plan. */
function opened(shown: Plan, work: Work, options?: Options): Promise<void> {
  return openedText(planHtml(shown), work, options);
}

/** Titles of the changes that are shown. */
function shownChanges(page: Page): Promise<readonly string[]> {
  return page.locator('.change:visible > summary strong').allTextContents();
}

function fragmentOf(page: Page): string {
  return new URL(page.url()).hash;
}

describe('the page of a plan', () => {
  it('tells dangers first, then waves, then what changes', () =>
    opened(plan, async ({ page, faults }) => {
      expect(await page.locator('h1').textContent()).toContain(`${CLUSTERS} of ${CLUSTERS} clusters change`);
      expect(await page.locator('h2').allTextContents()).toEqual([
        `Dangers ${plan.dangers.length}`,
        'Waves',
        `Input ${plan.input.length}`,
        expect.stringMatching(/^Components \d+$/),
        expect.stringMatching(/^Removed clusters \d+$/),
      ]);
      expect(await page.locator('.wave h3').allTextContents()).toEqual([
        'canary refs/heads/main',
        'early refs/heads/release/early',
        'all refs/heads/release/all',
      ]);
      expect(faults).toEqual([]);
    }));

  it('shows both values of a field side by side', () =>
    opened(plan, async ({ page }) => {
      const change = page.locator('.change', { hasText: 'spec.storage.size' });
      await change.locator('> summary').click();
      const row = change.locator('tr', { hasText: 'spec.storage.size' });
      const [before, after] = [row.locator('td').nth(0), row.locator('td').nth(1)];
      expect([await before.textContent(), await after.textContent()]).toEqual(['300Gi', '200Gi']);
      const [left, right] = [await before.boundingBox(), await after.boundingBox()];
      expect(left?.y).toBe(right?.y);
      expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0);
    }));

  it('shows of texts with many lines those that differ, with some around them', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    const values = [
      { path: ['config'], before: lines.join('\n'), after: lines.with(20, 'another').toSpliced(30, 1).join('\n') },
    ];
    const components = plan.components.slice(0, 1).map((change) => ({ ...change, values }));
    await opened({ ...plan, components }, async ({ page }) => {
      const rows = await page.locator('.lines tr').allInnerTexts();
      expect(rows).toEqual([
        '18 equal lines',
        ...[18, 19].map((index) => `line ${index}\tline ${index}`),
        'line 20\tanother',
        ...[21, 22].map((index) => `line ${index}\tline ${index}`),
        '5 equal lines',
        ...[28, 29].map((index) => `line ${index}\tline ${index}`),
        'line 30\t',
        ...[31, 32].map((index) => `line ${index}\tline ${index}`),
        '7 equal lines',
      ]);
      await page.getByText('18 equal lines').click();
      expect(await page.locator('.lines pre').first().textContent()).toBe(lines.slice(0, 18).join('\n'));
      // What does not differ is nothing to be searched for.
      await page.getByLabel('Search').fill('line 5');
      await expect.poll(() => shownChanges(page), PATIENT).toEqual([]);
      await page.getByLabel('Search').fill('another');
      await expect.poll(() => shownChanges(page), PATIENT).toHaveLength(1);
    });
  });

  it('names the lines of the input that a change comes from', () =>
    opened(plan, async ({ page }) => {
      const change = page.locator('.change', { hasText: 'spec.storage.size' });
      await change.locator('> summary').click();
      expect(await change.locator('.because').textContent()).toBe(
        'because of clusters/dev-05/cluster.yaml:8 spec.components.postgres.storage',
      );
      const written = page.locator('#input tr', { hasText: 'spec.components.postgres.storage' });
      expect(await written.locator('> *').allTextContents()).toEqual([
        'spec.components.postgres.storageline 8',
        '300Gi',
        '200Gi',
      ]);
    }));

  it('is open from the start where that is short', () =>
    opened({ ...plan, components: plan.components.slice(0, 2) }, async ({ page }) => {
      expect(await page.locator('.change[open]').count()).toBe(2);
    }));

  it('folds what is too long to be read, and unfolds what a filter asks for', async () => {
    const many = plan.clusters.map(({ name }) => ({ code: 'network-opened', message: 'opened', clusters: [name] }));
    const last = many.at(-1)?.clusters[0] ?? '';
    await opened({ ...plan, dangers: many }, async ({ page, address }) => {
      expect(await page.locator('#dangers li:visible').count()).toBe(5);
      expect(await page.locator('#dangers .more > summary').textContent()).toBe(
        `${many.length - 5} more of this danger`,
      );
      await page.goto(`${address}#cluster=${last}`);
      expect(await page.locator('#dangers li:visible').allTextContents()).toEqual([expect.stringContaining(last)]);
    });
  });

  it('narrows by component, cluster, danger and text, in an address that shows the same to somebody else', () =>
    opened(plan, async ({ page, address }) => {
      await page.getByLabel('Component').selectOption('langfuse');
      await page.getByLabel('Cluster').fill('dev-05');
      await expect.poll(() => fragmentOf(page), PATIENT).toBe('#cluster=dev-05&component=langfuse');
      expect(await shownChanges(page)).toEqual(['langfuse']);
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await shownChanges(page)).toHaveLength(plan.components.length);

      await page.goto(`${address}#danger=storage-shrunk`);
      expect(await shownChanges(page)).toEqual(['postgres']);
      expect(await page.getByLabel('Danger').inputValue()).toBe('storage-shrunk');
      await page.goto(`${address}#search=300gi`);
      expect(await shownChanges(page)).toEqual(['postgres']);
      await page.goto(`${address}#search=nothing+has+this`);
      expect(await page.locator('#shown').textContent()).toBe(
        `0 of ${plan.components.length} changes, 0 of ${plan.dangers.length} dangers`,
      );
    }));

  it('takes the name of a cluster for that cluster alone, and a part of it for all that have it', () =>
    opened(
      renamed(plan, 'prod-02', 'prod-0'),
      async ({ page, address }) => {
        expect(await page.locator('.wave:visible').count()).toBe(1);
        const alone = await shownChanges(page);
        await page.goto(`${address}#cluster=prod-`);
        expect((await shownChanges(page)).length).toBeGreaterThan(alone.length);
      },
      { fragment: '#cluster=prod-0' },
    ));

  it('opens at one change where the address names it', () =>
    opened(plan, async ({ page, address }) => {
      const change = page.locator('.change', { hasText: 'spec.storage.size' });
      await change.locator('> summary').click();
      const link = await change.getByText('Link to this change').getAttribute('href');
      await page.goto('about:blank');
      await page.goto(`${address}${link}`);
      expect(await change.getAttribute('open')).toBe('');
      expect(await page.locator('.change[open]').count()).toBe(1);
      expect(await change.evaluate((one) => one.getBoundingClientRect().top)).toBeLessThan(400);
    }));

  it('leads from a danger to the changes that have it', () =>
    opened(plan, async ({ page }) => {
      await page.locator('.danger', { hasText: 'storage-shrunk' }).getByText('Show its changes').click();
      expect(await shownChanges(page)).toEqual(['postgres']);
    }));

  it('is used with keys alone', () =>
    opened(plan, async ({ page }) => {
      await page.keyboard.press('/');
      await page.keyboard.type('valkey');
      await expect.poll(() => fragmentOf(page), PATIENT).toBe('#search=valkey');
      const shown = await shownChanges(page);
      expect(shown.length).toBeLessThan(plan.components.length);
      await page.keyboard.press('Escape');
      expect(await shownChanges(page)).toHaveLength(plan.components.length);

      const dangers = page.locator('#dangers li[data-item]');
      await page.keyboard.press('j');
      expect(await dangers.nth(0).evaluate((one) => one === document.activeElement)).toBe(true);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('k');
      expect(await dangers.nth(1).evaluate((one) => one === document.activeElement)).toBe(true);
      const outline = await dangers.nth(1).evaluate((one) => getComputedStyle(one).outlineStyle);
      expect(outline).toBe('solid');
      await page.keyboard.press('Enter');
      const [, { code, component } = {}] = plan.dangers;
      expect(fragmentOf(page)).toBe(`#danger=${code}&component=${component}`);
      await page.keyboard.press('Escape');

      for (let step = 0; step < plan.dangers.length + plan.waves.length + 1; step += 1) await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      expect(await page.locator('.change[open]').count()).toBe(1);
      await page.keyboard.press('Enter');
      expect(await page.locator('.change[open]').count()).toBe(0);
    }));

  it('can be read without its script', () =>
    opened(
      plan,
      async ({ page }) => {
        expect(await page.locator('.filters').isVisible()).toBe(false);
        const change = page.locator('.change', { hasText: 'spec.storage.size' });
        await change.locator('> summary').click();
        expect(await change.getByText('300Gi').isVisible()).toBe(true);
        expect(await page.locator('.danger').first().isVisible()).toBe(true);
      },
      { javaScriptEnabled: false },
    ));

  it('prints what is closed too', () =>
    opened(plan, async ({ page }) => {
      const value = page.locator('.change').getByText('300Gi', { exact: true });
      expect(await value.isVisible()).toBe(false);
      await page.emulateMedia({ media: 'print' });
      expect(await value.isVisible()).toBe(true);
      expect(await page.locator('.filters').isVisible()).toBe(false);
    }));

  it('fits a narrow screen', () =>
    opened(
      plan,
      async ({ page }) => {
        await page.getByRole('button', { name: 'Open or close all' }).click();
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      },
      { viewport: { width: 360, height: 740 } },
    ));

  it.each(['light', 'dark'] as const)('is accessible, with all of it open, in %s', (colorScheme) =>
    opened(
      plan,
      async ({ page }) => {
        expect(await violations(page)).toEqual([]);
        const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
        expect(ground).toBe(colorScheme === 'light' ? 'rgb(247, 248, 249)' : 'rgb(17, 20, 23)');
      },
      { colorScheme, bypassCSP: true },
    ),
  );
});

/** Leaves a script, a style, an attribute and an element, and turns the direction of the text. */
const HOSTILE = `</script></style></title>--><img src="https://evil.example/x" onerror="hit()"><script>hit()</script>"'onfocus=hit() \u202egnp.\u0000&lt;`;

describe('a hostile plan', () => {
  const hostile = everyText(plan, (text) => `${text}${HOSTILE}`);

  it.each([true, false])('runs nothing and fetches nothing, with the policy of the page bypassed: %s', (bypassCSP) =>
    opened(
      hostile,
      async ({ page, faults }) => {
        await page.getByRole('button', { name: 'Open or close all' }).click();
        await page.getByLabel('Component').selectOption({ index: 1 });
        for (let step = 0; step < 30; step += 1) await page.keyboard.press('j');
        expect(faults).toEqual([]);
        expect(
          await page.locator('img, iframe, object, embed, form, base, script:not(:last-child), [onerror]').count(),
        ).toBe(0);
        expect(await page.locator('h3', { hasText: 'canary' }).textContent()).toContain(
          `canary${HOSTILE.replace('\u202e', '\\u{202e}').replace('\u0000', '\\u{0}')}`,
        );
      },
      { bypassCSP },
    ),
  );

  it('could run, fetch and colour nothing even if a text got into the page as markup', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    const url = `http://127.0.0.1:${address.port}/`;
    const markup = `<img src="${url}" onerror="document.title = 'run'"><script>document.title = 'run'</script><script src="${url}"></script>
<link rel="stylesheet" href="${url}"><iframe src="${url}"></iframe><p id="own" style="color: red" onclick="document.title = 'run'">own</p>`;
    try {
      await openedText(planHtml(plan).replace('<main>', `<main>${markup}`), async ({ page }) => {
        await page.locator('#own').click();
        await page.waitForLoadState('networkidle');
        expect(await page.title()).not.toBe('run');
        expect(await page.locator('#own').evaluate((own) => getComputedStyle(own).color)).toBe('rgb(27, 33, 38)');
        expect(asked).toBe(0);
        await page.getByLabel('Component').selectOption('langfuse');
        await expect.poll(() => fragmentOf(page), PATIENT).toBe('#component=langfuse');
      });
    } finally {
      server.close();
    }
  });
});

describe('the page of 1,000 clusters', () => {
  it('stays small: clusters are counted, and a name is told once for each change', async () => {
    const large = examplePlan(1000);
    expect(planHtml(large).length).toBeLessThan(400_000);
    await opened(large, async ({ page }) => {
      expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(5000);
      expect(await page.locator('.wave .fold > summary').first().textContent()).toContain('200 clusters');
      expect(await page.locator('.names', { hasText: 'prod-998' }).first().isVisible()).toBe(false);
      await page.getByLabel('Cluster').fill('prod-998');
      await expect.poll(() => shownChanges(page), PATIENT).toEqual(['valkey', 'langfuse']);
    });
  });
});

/** Of the plan everything but the words that the model itself has. */
function everyText(of: Plan, change: (text: string) => string): Plan {
  const words = new Set(['fate', 'engine']);
  return JSON.parse(JSON.stringify(of), (key, value: unknown) =>
    typeof value === 'string' && !words.has(key) ? change(value) : value,
  );
}

function renamed(of: Plan, name: string, now: string): Plan {
  return everyText(of, (text) => (text === name ? now : text));
}
