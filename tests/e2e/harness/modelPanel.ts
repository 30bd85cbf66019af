// The panel of the model: read back from its page.
import type { FrameLocator, Locator, Page } from 'playwright-core';

export interface Box {
  readonly name: string;
  /** The classes that say how it looks. */
  readonly look: readonly string[];
  readonly state: string;
}

export class ModelPanel {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Panels are tabs of one group: of their pages one can be seen. */
  get frame(): FrameLocator {
    return this.#page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  }

  tab(name: 'Graph' | 'Summary' | 'Ops at the stop'): Locator {
    return this.frame.getByRole('tab', { name });
  }

  /** The nodes that are drawn. */
  async boxes(): Promise<Box[]> {
    await this.frame.locator('.box').first().waitFor();
    return this.frame.locator('.box').evaluateAll((boxes) =>
      boxes.map((box) => ({
        name: box.querySelector('.name')?.textContent.replace('▸ ', '') ?? '',
        look: [...box.classList],
        state: box.querySelector('.state')?.textContent ?? '',
      })),
    );
  }

  async names(): Promise<string[]> {
    return (await this.boxes()).map(({ name }) => name);
  }

  box(name: string): Locator {
    return this.frame
      .locator('.box')
      .filter({ has: this.#page.locator('.name', { hasText: exactly(name) }) });
  }

  /** What stands on the wires; those on the way to the finding only, or the others only. */
  async wires(look: 'strong' | 'plain'): Promise<string[]> {
    return this.frame.locator(look === 'strong' ? '.tag.strong' : '.tag:not(.strong)').allInnerTexts();
  }

  details(name: string): Locator {
    return this.frame.getByRole('region', { name: `Details of ${name}` });
  }

  search(): Locator {
    return this.frame.getByRole('searchbox', { name: 'Find a layer' });
  }

  /** The rows of the table that is shown, cell by cell. */
  async rows(): Promise<string[][]> {
    const rows = this.frame.locator('table.summary tbody tr');
    await rows.first().waitFor();
    return rows.evaluateAll((elements) =>
      elements.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)),
    );
  }
}

function exactly(text: string): RegExp {
  return new RegExp(String.raw`^(▸ )?${text}$`);
}
