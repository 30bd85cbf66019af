// The panel of attention: read back from its page, moved as a reader moves it.
import type { FrameLocator, Locator, Page } from 'playwright-core';

export interface HeadTile {
  readonly name: string;
  readonly entropy: string;
  readonly flags: readonly string[];
}

export class AttentionPanel {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Panels are tabs of one group: of their pages one can be seen. */
  get frame(): FrameLocator {
    return this.#page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  }

  source(): Locator {
    return this.frame.getByRole('combobox', { name: 'Layer or tensor' });
  }

  /** The layers and tensors that can be chosen. */
  async sources(): Promise<string[]> {
    await this.source().waitFor();
    return this.source().locator('option').allInnerTexts();
  }

  sample(): Locator {
    return this.frame.getByRole('spinbutton', { name: 'Row of the batch' });
  }

  /** Shows another row of the batch. */
  async showSample(row: number): Promise<void> {
    await this.sample().fill(String(row));
    await this.sample().press('Tab');
  }

  /** All heads with what their pictures say beside them. */
  async heads(): Promise<HeadTile[]> {
    return this.frame.locator('.tile').evaluateAll((tiles) =>
      tiles.map((tile) => ({
        name: tile.querySelector('.name')?.textContent ?? '',
        entropy: tile.querySelector('.entropy')?.textContent ?? '',
        flags: [...tile.querySelectorAll('.flag')].map((flag) => flag.textContent),
      })),
    );
  }

  /** What stands at an axis. */
  async labels(axis: 'queries' | 'keys'): Promise<string[]> {
    return this.frame.locator(`.labels.${axis} > .label`).allInnerTexts();
  }

  map(): Locator {
    return this.frame.getByRole('application', { name: /^Attention weights/ });
  }

  /** The cursor in words: its query, its key, the weight, and what is odd about the query. */
  readout(): Locator {
    return this.frame.locator('.weights .readout');
  }
}
