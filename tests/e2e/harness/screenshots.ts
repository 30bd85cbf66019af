// Pictures for the README: kept when they are asked for.
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { SCREENSHOTS, UPDATE_SCREENSHOTS } from './environment';

/**
 * Writes extension/media/screenshots/<name>.png with `npm run e2e -- --update-screenshots`, else nothing. What
 * the mouse rests on goes away unless `hovering`.
 */
export async function screenshot(page: Page, name: string, { hovering = false } = {}): Promise<void> {
  if (!UPDATE_SCREENSHOTS) {
    return;
  }
  fs.mkdirSync(SCREENSHOTS, { recursive: true });
  if (!hovering) {
    await page.mouse.move(0, 0);
  }
  await page.screenshot({
    path: path.join(SCREENSHOTS, `${name}.png`),
    animations: 'disabled',
    caret: 'hide',
  });
}
