/** Pages that the program prints, in a real Chromium. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { startChromium } from './chromium.ts';

export interface Opened {
  readonly page: Page;
  readonly address: string;
  /** What the page asked for beside itself, and what went wrong in it. */
  readonly faults: readonly string[];
}

export type Work = (opened: Opened) => Promise<void>;
export type Options = BrowserContextOptions & { readonly fragment?: string };

/** To be called once in a file, which it gives a browser: opens the text of a page from a file, as somebody who was sent it. */
export function pages(): (text: string, work: Work, options?: Options) => Promise<void> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());
  return async (text, work, { fragment = '', ...options } = {}) =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, 'page.html');
      writeFileSync(file, text);
      const address = pathToFileURL(file).href;
      const context = await browser.newContext(options);
      try {
        const page = await context.newPage();
        const faults = faultsOf(page, address);
        await page.goto(`${address}${fragment}`);
        await work({ page, address, faults });
      } finally {
        await context.close();
      }
    });
}

function faultsOf(page: Page, address: string): readonly string[] {
  const faults: string[] = [];
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address) faults.push(`asked for ${request.url()}`);
  });
  page.on('console', (message) => faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('dialog', async (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    await dialog.dismiss();
  });
  return faults;
}

/** What is wrong for people who use a page with other means, with all of it open. */
export async function violations(page: Page): Promise<unknown> {
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('details')) one.open = true;
  });
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run({ resultTypes: ['violations'] }).then((found) =>
    found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => id + ' ' + html)))`);
}
