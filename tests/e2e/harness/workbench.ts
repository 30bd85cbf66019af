// VS Code as a person uses it: keys, clicks, and what is to be read on the screen.
import type { Locator, Page } from 'playwright-core';
import { inject } from 'vitest';
import type { Workspace } from './workspace';

export class Workbench {
  private constructor(readonly page: Page) {}

  /** Opens a workspace in a page and waits until its files are listed. */
  static async open(page: Page, workspace: Workspace): Promise<Workbench> {
    await page.goto(`${inject('origin')}${encodeURIComponent(workspace.folder)}`);
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    return new Workbench(page);
  }

  /** Reloads the window as a user does: VS Code stores first what it was just told. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
  }

  /** Closes what is around code and panels: side bar and terminal. */
  async makeRoom(): Promise<void> {
    for (const [part, key] of [
      ['sidebar', 'Control+B'],
      ['panel', 'Control+J'],
    ] as const) {
      const visible = this.page.locator(`.part.${part}`);
      if (await visible.isVisible()) {
        await this.page.keyboard.press(key);
        await visible.waitFor({ state: 'hidden' });
      }
    }
  }

  /** Runs a command of the palette by its title. */
  async runCommand(title: string): Promise<void> {
    // The list shows the category apart from the title, in no fixed order of words.
    const name = title.slice(title.lastIndexOf(': ') + 1).trim();
    const chosen = async (): Promise<boolean> => {
      try {
        await this.page.keyboard.press('F1');
        await this.fillQuickInput(`>${title}`, 3_000);
        await this.quickPicks().filter({ hasText: name }).first().click({ timeout: 5_000 });
        return true;
      } catch {
        return false;
      }
    };
    // What takes the focus just then, as the code at a stop does, closes the list again.
    for (let attempt = 1; !(await chosen()); attempt += 1) {
      if (attempt === 10) {
        throw new Error(`The palette does not stay open for ${title}.`);
      }
    }
  }

  /** Opens a file by its path in the workspace. */
  async openFile(name: string): Promise<void> {
    await this.quickOpen(name);
    const [base = name] = name.split('/').slice(-1);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: base }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator(`.tab.active[data-resource-name="${base}"]`).waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** Puts the cursor on a line, which scrolls it into view. */
  async goToLine(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.fillQuickInput(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.lineNumber(line).waitFor();
  }

  /** Types a line anew, behind its indentation. */
  async replaceLine(line: number, text: string): Promise<void> {
    await this.goToLine(line);
    for (const key of ['End', 'Shift+Home']) {
      await this.page.keyboard.press(key);
    }
    await this.page.keyboard.type(text);
    // Suggestions for what was typed would take the next key.
    await this.page.keyboard.press('Escape');
  }

  /** Clicks into the margin beside a line of the active editor. */
  async toggleBreakpoint(line: number): Promise<void> {
    await this.goToLine(line);
    const number = await box(this.lineNumber(line));
    const margin = await box(
      this.page.locator('.editor-group-container.active .monaco-editor .margin').first(),
    );
    await this.page.mouse.click(margin.x + 8, number.y + number.height / 2);
    await this.page
      .locator('.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified')
      .first()
      .waitFor();
  }

  /** Rests the mouse on the first occurrence of `word` in the line that contains `text`. */
  async hover(text: string, word: string): Promise<void> {
    const { x, y } = await this.#positionOf(text, word);
    await this.page.mouse.move(x - 40, y + 60);
    await this.page.mouse.move(x, y, { steps: 5 });
  }

  /** Opens the menu of the first occurrence of `word` in the line that contains `text`. */
  async rightClick(text: string, word: string): Promise<void> {
    const { x, y } = await this.#positionOf(text, word);
    await this.page.mouse.click(x, y, { button: 'right' });
  }

  async #positionOf(text: string, word: string): Promise<{ x: number; y: number }> {
    const line = this.page
      .locator('.view-line')
      .filter({ hasText: spaces(text) })
      .first();
    await line.waitFor();
    return line.evaluate(middleOf, word);
  }

  /** Chooses from the menu that a right click opened; for its first 100 ms it hears no mouse. */
  async chooseFromMenu(name: string): Promise<void> {
    const item = this.page.getByRole('menuitem', { name });
    await item.hover();
    await this.page.waitForTimeout(200);
    await item.click();
    await item.waitFor({ state: 'hidden' });
  }

  /** The notifications on the screen. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast', { hasText: text });
  }

  /** Ctrl+P and a text: a file's name, or `debug` and a configuration's. */
  async quickOpen(text: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.fillQuickInput(text);
  }

  quickPicks(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  private async fillQuickInput(text: string, timeout = 30_000): Promise<void> {
    await this.page.locator('.quick-input-widget input[type=text]').fill(text, { timeout });
  }

  private lineNumber(line: number): Locator {
    const numbers = this.page.locator('.editor-group-container.active .margin-view-overlays .line-numbers');
    return numbers.filter({ hasText: new RegExp(`^${line}$`) });
  }
}

/** The editor shows every space as a no-break space, and the shape of what is assigned behind its name. */
export function spaces(text: string): RegExp {
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const hinted = escaped.replaceAll(' = ', String.raw`(?::[^=]+)? = `);
  return new RegExp(hinted.replaceAll(' ', String.raw`\s`));
}

async function box(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const found = await locator.boundingBox();
  if (!found) {
    throw new Error('not on the screen');
  }
  return found;
}

/** Runs in the page: where `word` stands in a line of the editor. */
function middleOf(line: Element, word: string): { x: number; y: number } {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) {
    nodes.push(walker.currentNode as Text);
  }
  // Words are split between spans at token borders only, so that one node holds the whole of an identifier.
  const node = nodes.find((candidate) => candidate.data.includes(word));
  if (!node) {
    throw new Error(`${word} is not in this line`);
  }
  const range = document.createRange();
  range.setStart(node, node.data.indexOf(word));
  range.setEnd(node, node.data.indexOf(word) + word.length);
  const { left, top, width, height } = range.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
