// The training panel's page through 10,000 steps, alone in a browser: what it holds, and that it does not grow.
import fs from 'node:fs';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../extension/scripts/lib/paths.mjs';
import type { Training, TrainingSeries } from '../../extension/shared/generated/protocol';
import { useBrowser } from './harness/browser';

const newPage = useBrowser();
const [steps, stepsPerAnswer, capacity] = [10_000, 50, 1000];
const megabyte = 2 ** 20;

/** As many lines as there are without the user's doing: the run's own, and six layers. */
const lines: readonly (readonly [TrainingSeries['group'], string])[] = [
  ['loss', 'loss'],
  ['metric', 'accuracy'],
  ['learningRate', 'learning rate'],
  ['stepTime', 'step time'],
  ['memory', 'process'],
  ...(['gradientNorm', 'updateRatio'] as const).flatMap((group) =>
    ['all', 'a', 'b', 'c', 'd', 'e', 'f'].map((name) => [group, name] as const),
  ),
];

/** What the probe answers after some steps: points are merged in pairs when they are too many. */
function answerAfter(count: number): Training {
  let stride = 1;
  while (count / stride > capacity) {
    stride *= 2;
  }
  const first = Array.from({ length: Math.ceil(count / stride) }, (_, index) => index * stride);
  const packed = (offset: number): string =>
    Buffer.from(Float64Array.from(first, (step) => 1 + offset + Math.sin(step / 300)).buffer).toString(
      'base64',
    );
  const points = {
    stride,
    steps: Buffer.from(Float64Array.from(first).buffer).toString('base64'),
    mean: packed(0.5),
    minimum: stride > 1 ? packed(0) : '',
    maximum: stride > 1 ? packed(1) : '',
  };
  return {
    revision: count,
    progress: { state: 'training', step: count - 1 },
    series: lines.map(([group, name]) => ({
      name,
      group,
      ...points,
      ...(name.length === 1 && { layer: name }),
    })),
    layers: ['a', 'b', 'c', 'd', 'e', 'f'],
    markers: [{ step: 0, type: 'epoch', title: 'epoch 0 begins' }],
  };
}

describe('10,000 steps of the training panel', () => {
  let page: Page;
  let devtools: CDPSession;
  let trained = stepsPerAnswer;

  /** What the page holds; what it does not need any more is collected whenever the browser likes. */
  const megabytes = async (): Promise<number> => {
    await devtools.send('HeapProfiler.collectGarbage');
    const usage = await devtools.send('Runtime.getHeapUsage');
    const buffers = (usage as { readonly backingStorageSize?: number }).backingStorageSize ?? 0;
    return (usage.usedSize + buffers) / megabyte;
  };
  const shownStep = async (): Promise<number> => {
    const label = await page.getByRole('application', { name: /^Loss:/ }).getAttribute('aria-label');
    return Number(/ to \S+ at step (\d+)/.exec(label ?? '')?.[1]);
  };

  beforeAll(async () => {
    page = await newPage();
    devtools = await page.context().newCDPSession(page);
    await page.clock.install();
    await page.exposeFunction('answerNow', () => answerAfter(trained));
    const file = (suffix: string) => path.join(ROOT, 'extension', 'dist', 'webview', `training.${suffix}`);
    await page.setContent(`<html lang="en"><body><main id="panel"></main></body></html>`);
    await page.addStyleTag({ content: fs.readFileSync(file('css'), 'utf8') });
    await page.evaluate(() => {
      const host = window as unknown as { answerNow(): Promise<unknown>; acquireVsCodeApi(): unknown };
      let kept: unknown;
      host.acquireVsCodeApi = () => ({
        getState: () => kept,
        setState: (state: unknown) => {
          kept = state;
        },
        postMessage: (message: { readonly type: string; readonly id?: number }) => {
          if (message.type === 'ready') {
            const state = {
              type: 'show',
              pause: 0,
              status: 'running',
              stop: null,
              atStop: false,
              subject: {},
            };
            window.postMessage(state, '*');
          } else if (message.type === 'request') {
            void host.answerNow().then((body) => {
              window.postMessage({ type: 'response', id: message.id, body }, '*');
            });
          }
        },
      });
    });
    await page.addScriptTag({ content: fs.readFileSync(file('js'), 'utf8') });
  });

  it('stay under 60 MB', async () => {
    await expect.poll(shownStep).toBe(stepsPerAnswer - 1);
    let most = 0;
    for (trained = stepsPerAnswer; trained <= steps; trained += stepsPerAnswer) {
      await page.evaluate((step) => {
        window.postMessage({ type: 'progress', progress: { state: 'training', step } }, '*');
      }, trained);
      await page.clock.runFor(1_000);
      if (trained % 1000 === 0) {
        most = Math.max(most, await megabytes());
      }
    }
    trained = steps;
    await page.evaluate(() => {
      window.postMessage({ type: 'progress', progress: { state: 'done' } }, '*');
    });
    await page.clock.runFor(1_000);
    await expect.poll(shownStep).toBeGreaterThan(steps - 20);
    const held = await megabytes();
    console.log(`The page of the training holds ${held.toFixed(1)} MB, ${most.toFixed(1)} MB at most.`);
    expect(Math.max(held, most)).toBeLessThan(60);
  });
});
