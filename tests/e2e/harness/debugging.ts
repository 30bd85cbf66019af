// The debugger's part of the workbench: stops, call stack, variables, hovers.
import type { Locator, Page } from 'playwright-core';
import type { Workbench } from './workbench';

/** TensorFlow has to be imported and the failing step be reached. */
const STOP_TIMEOUT_MS = 120_000;

export interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export class Debugging {
  readonly #workbench: Workbench;
  readonly #page: Page;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#page = workbench.page;
  }

  /** F5: starts a session, or lets a paused one go on. */
  async pressF5(): Promise<void> {
    await this.#page.keyboard.press('F5');
  }

  /** Starts a configuration of launch.json by its name. */
  async start(configuration: string): Promise<void> {
    await (await this.offer(configuration)).click();
  }

  /** What can be debugged, in the quick pick: a configuration of launch.json, or a debugger that has others. */
  async offer(configuration: string): Promise<Locator> {
    const pick = this.#workbench.quickPicks().filter({ hasText: configuration }).first();
    const list = async (): Promise<boolean> => {
      await this.#workbench.quickOpen(`debug ${configuration}`);
      return pick.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    };
    // The list is empty until the extensions are read, and stays so while it is open.
    while (!(await list())) {
      await this.#page.keyboard.press('Escape');
    }
    return pick;
  }

  /** Waits for a pause; returns the frames of the paused thread. */
  async waitForStop(): Promise<Frame[]> {
    await this.#page.locator('.debug-toolbar').waitFor({ timeout: STOP_TIMEOUT_MS });
    await this.#stopMark().waitFor({ state: 'attached', timeout: STOP_TIMEOUT_MS });
    // VS Code shows Run and Debug at a stop unless another view was used before.
    if (!(await this.#page.locator('.debug-call-stack').isVisible())) {
      await this.#page.keyboard.press('Control+Shift+D');
    }
    await this.#frames().first().waitFor();
    return this.callStack();
  }

  /** Waits until the session is over. */
  async waitForEnd(): Promise<void> {
    await this.#page.locator('.debug-toolbar').waitFor({ state: 'hidden', timeout: STOP_TIMEOUT_MS });
  }

  /** Waits for whatever comes first. */
  async waitForStopOrEnd(): Promise<'stopped' | 'ended'> {
    await this.#page.locator('.debug-toolbar').waitFor({ timeout: STOP_TIMEOUT_MS });
    return Promise.race([
      this.waitForEnd().then(() => 'ended' as const),
      this.#stopMark()
        .waitFor({ state: 'attached', timeout: STOP_TIMEOUT_MS })
        .then(() => 'stopped' as const),
    ]);
  }

  /** Shift+F5: ends the session. */
  async stop(): Promise<void> {
    await this.#page.keyboard.press('Shift+F5');
    await this.waitForEnd();
  }

  async callStack(): Promise<Frame[]> {
    const frames: Frame[] = [];
    for (const frame of await this.#frames().all()) {
      const [name, file, position] = await Promise.all(
        ['.label', '.file-name', '.line-number'].map((part) => frame.locator(part).first().innerText()),
      );
      frames.push({ name: name ?? '', file: file ?? '', line: Number(position?.split(':')[0]) });
    }
    return frames;
  }

  /** The text below the line of an exception-like stop. */
  exceptionWidget(): Locator {
    return this.#page.locator('.exception-widget');
  }

  /** Why the run is paused, as the head of CALL STACK says. */
  async reason(): Promise<string> {
    return this.#page.locator('.call-stack-state-message .label').innerText();
  }

  /** The text of a row of VARIABLES. */
  async variable(name: string): Promise<string> {
    return (await this.variableRow(name)).innerText();
  }

  /** A row of VARIABLES, by the start of its text; opens the scope Locals as VS Code mostly does itself. */
  async variableRow(name: string): Promise<Locator> {
    const rows = this.#page.locator('.debug-variables .monaco-list-row');
    const locals = rows.filter({ hasText: 'Locals' }).first();
    await locals.waitFor();
    const row = rows.filter({ hasText: new RegExp(String.raw`^\s*${name}\s*[=:]`) }).first();
    // The scope opens by itself a moment after the stop, or not at all.
    await row.waitFor({ timeout: 2_000 }).catch(() => locals.click());
    await row.waitFor();
    return row;
  }

  /** The hover of the debugger. */
  hoverWidget(): Locator {
    return this.#page.locator('.debug-hover-widget');
  }

  /** A filter or breakpoint in the view Breakpoints. */
  breakpoint(text: string): Locator {
    return this.#page.locator('.debug-breakpoints .monaco-list-row', { hasText: text });
  }

  /** The pencil of a filter. */
  async setCondition(name: string, condition: string): Promise<void> {
    const row = this.breakpoint(name);
    await row.hover();
    await row.locator('.action-label[aria-label*="Condition"]').click();
    const input = this.#page.locator('.debug-breakpoints .monaco-inputbox input');
    await input.fill(condition);
    await input.press('Enter');
    await row.getByText(condition).waitFor();
  }

  /** The colour of the line in the editor. */
  #stopMark(): Locator {
    return this.#page.locator('.debug-top-stack-frame-line, .debug-top-stack-frame-column').first();
  }

  #frames(): Locator {
    return this.#page
      .locator('.debug-call-stack .stack-frame')
      .filter({ has: this.#page.locator('.line-number') });
  }
}
