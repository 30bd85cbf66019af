// The view Tensor Breakpoints in Run and Debug, and the questions that fill it.
import type { Locator, Page } from 'playwright-core';
import type { Workbench } from './workbench';

export class TensorBreakpoints {
  readonly #workbench: Workbench;
  readonly #page: Page;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#page = workbench.page;
  }

  /** Opens Run and Debug and the view in it. */
  async show(): Promise<void> {
    await this.#workbench.runCommand('Run and Debug: Focus on Tensor Breakpoints View');
    await this.pane().locator('.pane-body').waitFor();
  }

  pane(): Locator {
    const header = this.#page.locator('.pane-header[aria-label^="Tensor Breakpoints"]');
    return this.#page.locator('.pane').filter({ has: header });
  }

  row(label: string): Locator {
    const name = this.#page.locator('.label-name').getByText(label, { exact: true });
    return this.pane().locator('.monaco-list-row').filter({ has: name });
  }

  /** The rows as they are read: label and description. */
  async rows(): Promise<string[]> {
    const rows = await this.pane().locator('.monaco-list-row').all();
    return Promise.all(
      rows.map(async (row) => {
        const parts = await row.locator('.label-name, .label-description').allInnerTexts();
        return parts.filter((part) => part !== '').join(' ');
      }),
    );
  }

  /** Presses the plus in the view's title. */
  async add(): Promise<void> {
    await this.pane().locator('.pane-header').hover();
    await this.pane().locator('.pane-header').getByRole('button', { name: 'Add Tensor Breakpoint' }).click();
  }

  /** Presses an inline button of a row. */
  async press(row: string, action: string): Promise<void> {
    await this.row(row).hover();
    await this.row(row).getByRole('button', { name: action }).click();
  }

  /** Answers a question by one of its choices. */
  async choose(text: string): Promise<void> {
    await this.#workbench.quickPicks().filter({ hasText: text }).first().click();
  }

  /** Types into the box of a question. */
  async type(text: string): Promise<void> {
    await this.#input().fill(text);
  }

  /** Answers the question of that title by typing; nothing is an answer, too. */
  async answer(title: string, text: string): Promise<void> {
    await this.#page.locator('.quick-input-title').getByText(title, { exact: true }).waitFor();
    await this.type(text);
    // Not wherever the focus is: what happens in the editor meanwhile may take it.
    await this.#input().press('Enter');
  }

  /** What the box asks for, or what is wrong with the text in it. */
  prompt(): Locator {
    return this.#page.locator('.quick-input-message');
  }

  #input(): Locator {
    return this.#page.locator('.quick-input-widget input[type=text]');
  }
}
