// The panel of the training and the status bar item: read back as they are.
import type { FrameLocator, Locator, Page } from 'playwright-core';

export class TrainingPanel {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Panels are tabs of one group: of their pages one can be seen. */
  get frame(): FrameLocator {
    return this.#page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  }

  /** Where the run is, in the status bar. */
  statusBarItem(): Locator {
    return this.#page.locator('.statusbar [id$="kerasDebug.progress"]');
  }

  /** A chart by its title. */
  chart(title: string): Locator {
    return this.frame.getByRole('application', { name: new RegExp(`^${title}[ :]`) });
  }

  /** A chart in a sentence. */
  async summary(title: string): Promise<string> {
    return (await this.chart(title).getAttribute('aria-label')) ?? '';
  }

  /** The last step of a line. */
  async lastStep(title: string, line: string): Promise<number> {
    const found = new RegExp(String.raw`[:;] ${line} from \S+ at step \d+ to \S+ at step (\d+)`).exec(
      await this.summary(title),
    );
    return Number(found?.[1] ?? -1);
  }

  /** The names of the lines of a chart. */
  async lines(title: string): Promise<string[]> {
    const chart = this.frame.locator('figure.chart').filter({ has: this.chart(title) });
    return chart.locator('.lines .name').allInnerTexts();
  }

  /** How many pixels of a chart's picture are not those of its background. */
  async drawnPixels(title: string): Promise<number> {
    return this.chart(title)
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let drawn = 0;
        for (let alpha = 3; alpha < pixels.length; alpha += 4) {
          drawn += Number((pixels[alpha] ?? 0) > 0);
        }
        return drawn;
      });
  }

  /** Where the cursor of all charts stands. */
  cursor(): Locator {
    return this.frame.getByRole('heading', { name: /^Course at step/ });
  }

  /** The table of the step that is kept: by line, its other cells. */
  async readings(): Promise<Record<string, readonly string[]>> {
    const rows = this.frame.locator('table.readings tbody tr');
    await rows.first().waitFor();
    const cells = await rows.evaluateAll((elements) =>
      elements.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)),
    );
    return Object.fromEntries(cells.map(([name, of, ...rest]) => [`${of}: ${name}`, rest]));
  }
}
