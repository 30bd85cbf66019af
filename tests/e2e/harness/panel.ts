// The panel beside the code: read back from its page.
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { seriousViolations, type Violation } from './accessibility';

export interface BatchRow {
  readonly row: number;
  readonly bad: boolean;
  readonly datasetRow: string;
  readonly labels: readonly string[];
}

export class Panel {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get frame(): FrameLocator {
    return this.#page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  heading(): Locator {
    return this.frame.getByRole('heading', { level: 1 });
  }

  /** The lines of what else was seen. */
  async evidence(): Promise<string[]> {
    await this.heading().waitFor();
    return this.frame.locator('ul.evidence li').allInnerTexts();
  }

  section(name: string): Locator {
    return this.frame.getByRole('region', { name, exact: true });
  }

  /** The statistics by their names, as texts. */
  async statistics(): Promise<Record<string, string>> {
    const list = this.frame.locator('dl.statistics');
    await list.waitFor();
    const names = await list.locator('dt').allInnerTexts();
    const values = await list.locator('dd').allInnerTexts();
    return Object.fromEntries(names.map((name, index) => [name, (values[index] ?? '').trim()]));
  }

  histogram(): Locator {
    return this.frame.getByRole('application', { name: /finite value/ });
  }

  /** The heights of the bars in pixels: of the finite values from left to right, and of the special ones. */
  async bars(): Promise<{ finite: number[]; nan: number; positiveInf: number; negativeInf: number }> {
    await this.histogram().waitFor();
    const heights = (kind: string) =>
      this.histogram()
        .locator(`.bar.${kind} .fill`)
        .evaluateAll((fills) => fills.map((fill) => fill.getBoundingClientRect().height));
    const one = async (kind: string) => (await heights(kind))[0] ?? 0;
    return {
      finite: await heights('finite'),
      nan: await one('nan'),
      positiveInf: await one('positiveInf'),
      negativeInf: await one('negativeInf'),
    };
  }

  /** The rows of the batch as they stand in the table. */
  async batchRows(): Promise<BatchRow[]> {
    const rows = this.frame.locator('table.batch tbody tr');
    await rows.first().waitFor();
    return rows.evaluateAll((elements) =>
      elements.map((element) => ({
        row: Number(element.querySelector('th')?.lastChild?.textContent),
        bad: element.querySelector('[aria-label="bad row"]') !== null,
        datasetRow: element.querySelector('td.number')?.textContent ?? '',
        labels: [...element.querySelectorAll('td.label .text')].map((cell) => cell.textContent),
      })),
    );
  }

  /** What axe-core finds that keeps people out, or makes reading hard. */
  async seriousViolations(): Promise<Violation[]> {
    return seriousViolations(this.frame.locator('body'));
  }
}
