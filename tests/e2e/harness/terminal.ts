// VS Code's terminal, as far as it is on the screen.
import type { Locator, Page } from 'playwright-core';

/** Settings with which the text of a terminal is text, not pixels. */
export const readableTerminal = { 'terminal.integrated.gpuAcceleration': 'off' };

export class Terminal {
  constructor(private readonly page: Page) {}

  /** The lines that are on the screen. */
  async text(): Promise<string> {
    const lines = await this.rows().allInnerTexts();
    // Spaces are no-break spaces here.
    return lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
  }

  /** Gives it the height of the window. */
  async maximize(): Promise<void> {
    await this.page.locator('.part.panel .codicon-panel-maximize').click();
  }

  /** Its entry beside the terminal, or in the title where it is the only one. */
  tab(name: string): Locator {
    return this.page.locator('.terminal-tabs-entry, .single-terminal-tab', { hasText: name });
  }

  private rows(): Locator {
    return this.page.locator('.part.panel .terminal-wrapper.active .xterm-rows > div');
  }
}
