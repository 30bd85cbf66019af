// The panel of the batch: read back from its page.
import type { FrameLocator, Locator, Page } from 'playwright-core';

export interface Tile {
  readonly row: number;
  readonly bad: boolean;
  readonly flags: readonly string[];
  /** Colours of the picture: red, green and blue of those that differ, at most ten. */
  readonly colours: readonly string[];
}

/** What came to a page, since it is there. */
export interface Traffic {
  readonly rows: number;
  readonly characters: number;
  /** When the first picture was drawn, as `Date.now()` counts. */
  readonly drawn: number | null;
}

export class BatchPanel {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Panels are tabs of one group: of their pages one can be seen. */
  get frame(): FrameLocator {
    return this.#page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  }

  /** How many rows the batch has, in words. */
  heading(): Locator {
    return this.frame.getByRole('heading', { level: 1, name: /^Batch of/ });
  }

  body(): Locator {
    return this.frame.locator('body');
  }

  rows(): Locator {
    return this.frame.getByRole('grid', { name: /^Rows of the batch/ });
  }

  details(): Locator {
    return this.frame.getByRole('region', { name: /^Row \d+/ });
  }

  /** The tiles that are drawn, as they follow each other. */
  async tiles(): Promise<Tile[]> {
    const tiles = this.frame.locator('.tile:has(canvas)');
    await tiles.first().waitFor();
    return tiles.evaluateAll((elements) =>
      elements.map((tile) => {
        const canvas = tile.querySelector('canvas');
        const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        const colours = new Set<string>();
        for (let at = 0; at < pixels.length && colours.size < 10; at += 4) {
          colours.add(`${pixels[at] ?? 0} ${pixels[at + 1] ?? 0} ${pixels[at + 2] ?? 0}`);
        }
        return {
          row: Number(tile.querySelector('.rowName .number')?.textContent),
          bad: tile.querySelector('[aria-label="bad row"]') !== null,
          flags: [...tile.querySelectorAll('.flag')].map((flag) => flag.getAttribute('title') ?? ''),
          colours: [...colours],
        };
      }),
    );
  }

  /** The row that the keys are at. */
  current(): Locator {
    return this.frame.locator('[aria-selected="true"]');
  }

  traffic(): Promise<Traffic> {
    return this.body().evaluate(() => (window as unknown as { traffic: Traffic }).traffic);
  }
}

/** Counts in every page that is opened from now on what it is answered. */
export async function countTraffic(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (window.parent === window) {
      return;
    }
    const traffic = { rows: 0, characters: 0, drawn: null as number | null };
    Object.assign(window, { traffic });
    const count = ({ data }: MessageEvent<{ type?: string; body?: { rows?: unknown } }>): void => {
      if (data.type === 'response' && Array.isArray(data.body?.rows)) {
        traffic.rows += data.body.rows.length;
        traffic.characters += JSON.stringify(data).length;
      }
    };
    // VS Code writes the page into its frame anew, which takes listeners off.
    setInterval(() => {
      window.removeEventListener('message', count);
      window.addEventListener('message', count);
      traffic.drawn ??= document.querySelector('.tile canvas') && Date.now();
    }, 10);
  });
}
