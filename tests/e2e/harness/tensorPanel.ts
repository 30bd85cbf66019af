// The panel of one tensor: read back from its page, moved as a reader moves it.
import type { FrameLocator, Locator, Page } from 'playwright-core';

export class TensorPanel {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Panels are tabs of one group: of their pages one can be seen. */
  get frame(): FrameLocator {
    return this.#page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  }

  /** Name and signature. */
  heading(): Locator {
    return this.frame.locator('header.head h1');
  }

  /** Waits until the page is about a tensor of this name. */
  async shows(name: string): Promise<void> {
    await this.heading().filter({ hasText: name }).waitFor();
  }

  /** Opens the list of tensors by one of the buttons above it, and chooses one by a word of its name or group. */
  async choose(button: 'Open another tensor' | 'Compare with', filter: string): Promise<void> {
    await this.frame.getByRole('button', { name: button }).click();
    await this.frame.getByRole('searchbox', { name: 'Filter the tensors' }).fill(filter);
    await this.frame.locator('.groups button').first().click();
  }

  /** What is shown, as NumPy writes it. */
  async slice(): Promise<string> {
    return this.frame.locator('h2#values').innerText();
  }

  /** Puts one of the axes that are not shown at a position. */
  async slide(axis: number, position: number): Promise<void> {
    await this.frame.getByRole('spinbutton', { name: `Position on axis ${axis}` }).fill(String(position));
  }

  /** The heat map, by the words that say what is in it. */
  heatMap(words: RegExp): Locator {
    return this.frame.getByRole('application', { name: words });
  }

  /** The value at the cursor with its index. */
  readout(): Locator {
    return this.frame.locator('.numbers .readout');
  }

  table(): Locator {
    return this.frame.getByRole('grid');
  }

  /** Waits until all numbers in sight are there; returns the first row's index and the numbers in it. */
  async rows(): Promise<{ index: number; values: string[] }[]> {
    await this.table().locator('td.muted').first().waitFor({ state: 'detached' });
    return this.table()
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => ({
          index: Number(row.querySelector('th')?.textContent),
          values: [...row.querySelectorAll('td')].map((cell) => cell.textContent),
        })),
      );
  }

  /** Scrolls the table by so many steps of a wheel; returns the milliseconds of each, until its numbers are there. */
  async scroll(steps: number, pixels: number): Promise<number[]> {
    await this.table().hover();
    return this.table().evaluate(scrollSteps, { steps, pixels });
  }

  section(name: string): Locator {
    return this.frame.getByRole('region', { name });
  }
}

/** Runs in the page. */
async function scrollSteps(
  table: Element,
  { steps, pixels }: { steps: number; pixels: number },
): Promise<number[]> {
  const scroller = table.closest('.scroller');
  const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const took: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    const start = performance.now();
    scroller?.scrollBy(0, pixels);
    do {
      await nextFrame();
    } while (table.querySelector('td.muted'));
    took.push(performance.now() - start);
  }
  return took;
}
