// What the language server shows in an editor: squiggles, lenses, hints, quick fixes.
import type { Locator, Page } from 'playwright-core';
import type { Workbench } from './workbench';

/** Tries again what the editor may just then be too busy for. */
async function until(look: () => Promise<void>, attempts = 8): Promise<void> {
  for (let left = attempts - 1; left > 0; left -= 1) {
    try {
      await look();
      return;
    } catch {
      // once more
    }
  }
  await look();
}

export class Editor {
  readonly #workbench: Workbench;
  readonly #page: Page;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#page = workbench.page;
  }

  /** The underlined stretches of the active editor. */
  squiggles(severity: 'warning' | 'info' | 'hint' = 'warning'): Locator {
    return this.#active().locator(`.squiggly-${severity}`);
  }

  /** A code lens by its title. */
  lens(title: string): Locator {
    return this.#active().locator('.codelens-decoration a', { hasText: title });
  }

  /** The inlay hints, as they are read. */
  hints(): Locator {
    return this.#active().locator('[class*="inlay"], [class*="dyn-rule"]').filter({ hasText: /^: / });
  }

  /** What is offered with the light bulb on a line. */
  async quickFixes(line: number, column: number): Promise<Locator> {
    const entries = this.#page.locator('.action-widget .monaco-list-row.action');
    await until(async () => {
      await this.#page.keyboard.press('Escape');
      await this.#workbench.goToLine(line, column);
      await this.#page.keyboard.press('Control+.');
      await entries.first().waitFor({ timeout: 3_000 });
    });
    return entries;
  }

  /** Rests the mouse on a word of a line until a hover says something. */
  async hover(text: string, word: string, says: string): Promise<void> {
    await until(async () => {
      await this.#workbench.hover(text, word);
      await this.#page.locator('.monaco-hover', { hasText: says }).waitFor({ timeout: 3_000 });
    });
  }

  /** The text of a line, as it is in the editor. */
  line(text: string): Locator {
    return this.#active().locator('.view-line').filter({ hasText: text });
  }

  #active(): Locator {
    return this.#page.locator('.editor-group-container.active .monaco-editor').first();
  }
}
