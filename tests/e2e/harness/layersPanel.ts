// The panel of layers: read back from its page.
import type { FrameLocator, Locator, Page } from 'playwright-core';

export interface TapeRow {
  readonly source: string;
  readonly cells: readonly string[];
}

export class LayersPanel {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Panels are tabs of one group: of their pages one can be seen. */
  get frame(): FrameLocator {
    return this.#page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  }

  table(): Locator {
    return this.frame.getByRole('region', { name: 'Layers', exact: true });
  }

  /** Names of layers with their classes, as they stand below each other. */
  async names(): Promise<string[]> {
    await this.#rows().first().waitFor();
    return this.#rows().locator('.name').allInnerTexts();
  }

  /** What stands in one row, by the heads of the columns; under `Odd` what stands below the name. */
  async row(name: string): Promise<Record<string, string>> {
    const heads = await this.table().locator('thead th:not(:first-child)').allInnerTexts();
    const cells = await this.#row(name).locator('td').allInnerTexts();
    const odd = await this.#row(name).locator('.why').allInnerTexts();
    const known = heads.map((head, index) => [head.replace(/[▴▾]/, '').trim(), (cells[index] ?? '').trim()]);
    return { ...(Object.fromEntries(known) as Record<string, string>), Odd: odd.join() };
  }

  /** The layer's name, which opens its line. */
  layer(name: string): Locator {
    return this.#row(name).getByRole('button', { name, exact: true });
  }

  /** How many lines over the last steps a row has. */
  async lines(name: string): Promise<number> {
    return this.#row(name).locator('.spark path').count();
  }

  header(name: string): Locator {
    return this.table().getByRole('columnheader', { name });
  }

  /** What orders the rows by a column. */
  sortBy(name: string): Locator {
    return this.table().locator('thead').getByRole('button', { name });
  }

  filter(): Locator {
    return this.frame.getByRole('searchbox', { name: 'Filter layers' });
  }

  tape(title: RegExp): Locator {
    return this.frame.getByRole('region', { name: title });
  }

  async tapeRows(title: RegExp): Promise<TapeRow[]> {
    return this.tape(title)
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => ({
          source: row.querySelector('th')?.textContent ?? '',
          cells: [...row.querySelectorAll('td')].map((cell) => cell.textContent),
        })),
      );
  }

  #rows(): Locator {
    return this.table().locator('tbody tr');
  }

  #row(name: string): Locator {
    return this.#rows().filter({ has: this.#page.getByRole('button', { name, exact: true }) });
  }
}
