// One headless Chromium a test file; what a failed test saw is kept as a picture.
import fs from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { CHROMIUM, FAILURES } from './environment';

const SIZE = { width: 1400, height: 900 };
const ACTION_TIMEOUT_MS = 30_000;

/**
 * Registers the hooks of a test file; the function that it returns gives a page in the file's browser. Only
 * the newest page lives: each has an extension host of its own.
 */
export function useBrowser(): () => Promise<Page> {
  let browser: Browser | undefined;
  let page: Page | undefined;

  beforeAll(async () => {
    // Root, as in containers, has no sandbox.
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--force-color-profile=srgb',
    ];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      fs.mkdirSync(FAILURES, { recursive: true });
      const name = `${path.basename(task.file.name, '.test.ts')} ${task.name}`.replaceAll(/[^\w-]+/g, '-');
      await page?.screenshot({ path: path.join(FAILURES, `${name}.png`) });
    }
  });

  afterAll(async () => {
    await browser?.close();
  });

  return async () => {
    if (!browser) {
      throw new Error('a page can be opened in hooks and tests only');
    }
    await page?.context().close();
    const context = await browser.newContext({ viewport: SIZE });
    page = await context.newPage();
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    return page;
  };
}
