// The report of `keras-debug run --html`, opened from its file in a browser that can load nothing else.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ROOT, venvProgram } from '../../extension/scripts/lib/paths.mjs';
import { seriousViolations } from './harness/accessibility';
import { useBrowser } from './harness/browser';
import { expectedFinding } from './harness/expected';
import { screenshot } from './harness/screenshots';
import { createWorkspace } from './harness/workspace';

const newPage = useBrowser();

describe('the report of log-of-zero', () => {
  let page: Page;
  const requested: string[] = [];

  beforeAll(async () => {
    const { folder } = createWorkspace({ environment: false });
    const file = path.join(folder, 'report.html');
    await run(['--html', file, path.join(folder, 'log-of-zero', 'train.py')]);
    page = await newPage();
    page.on('request', (request) => requested.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  const tabs = () => page.getByRole('tablist', { name: 'Panels' }).getByRole('tab');
  const open = async (name: string): Promise<void> => {
    await tabs().filter({ hasText: name }).click();
  };
  const shown = () => page.locator('#page');

  it('says what was found, and where', async () => {
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/^NaN in letter_entropy/);
    expect(await shown().innerText()).toContain('keras.ops.maximum');
    await shown()
      .getByText(/^\[5, \d+\] = NaN$/)
      .waitFor();
  });

  it('has the batch, the guilty row first', async () => {
    await open('Batch');
    const [row] = expectedFinding('log-of-zero').rows;
    await shown().getByText(`row ${row}`).first().waitFor();
  });

  it.each(['Tensor', 'Layers', 'Training', 'Model'])('has the panel %s', async (tab) => {
    await open(tab);
    await shown().getByRole('heading').first().waitFor();
    await expect.poll(() => shown().getByRole('alert').allInnerTexts()).toEqual([]);
  });

  it.each(['dark', 'light'] as const)('keeps nobody out in a %s browser', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    for (const tab of await tabs().all()) {
      await tab.click();
      expect(await seriousViolations(page.locator('body'))).toEqual([]);
    }
    await open('Finding');
    await screenshot(page, `report-${colorScheme}`);
  });

  it('loads nothing but itself', () => {
    expect(requested.map((url) => new URL(url).protocol)).toEqual(['file:']);
  });
});

/** Ends with code 3: there was a finding. */
async function run(args: readonly string[]): Promise<void> {
  const python = venvProgram(inject('trainingEnvironment'), 'python');
  const code = await new Promise((resolve) => {
    execFile(python, [path.join(ROOT, 'pyadapter'), 'run', ...args], (error) => {
      resolve(error?.code ?? 0);
    });
  });
  expect(code).toBe(3);
}
