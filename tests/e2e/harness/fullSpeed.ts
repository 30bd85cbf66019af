// What VS Code shows of a training at full speed: the buttons that go back, and what came of it.
import type { Locator, Page } from 'playwright-core';
import type { Panel } from './panel';
import type { Workbench } from './workbench';

export class FullSpeed {
  readonly #workbench: Workbench;
  readonly #page: Page;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#page = workbench.page;
  }

  /** A button of the debug toolbar. */
  button(name: string): Locator {
    return this.#page.locator(`.debug-toolbar .action-label[aria-label^="${name}"]`);
  }

  /** Marks what the panel shows; the function that it returns waits until another stop is shown there. */
  async anotherStop(panel: Panel): Promise<() => Promise<void>> {
    await panel.frame.locator('.stop').evaluate((stop) => {
      stop.setAttribute('data-seen', '');
    });
    return () => panel.frame.locator('.stop:not([data-seen])').waitFor({ timeout: 60_000 });
  }

  /** The action beside a frame of CALL STACK. */
  async restartFrame(name: string): Promise<void> {
    const frame = this.#page.locator('.debug-call-stack .stack-frame', { hasText: name }).first();
    await frame.hover();
    await frame.locator('.action-label[aria-label="Restart Frame"]').click();
  }

  async statusBar(): Promise<string> {
    return this.#page.locator('.part.statusbar').innerText();
  }

  /** What the Debug Console says. */
  async console(): Promise<string> {
    await this.#workbench.runCommand('Debug Console: Focus on Debug Console View');
    const rows = this.#page.locator('.repl .monaco-list-row');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).join('\n');
  }
}
