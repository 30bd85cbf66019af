// VS Code's kinds of themes: what axe-core says of a panel in each, and a picture of it.
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { seriousViolations } from './accessibility';
import { screenshot } from './screenshots';
import type { Workbench } from './workbench';
import type { Workspace } from './workspace';

const names = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof names;

/** Those that every panel is tried and pictured in. */
export const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];

/** Sets the workspace's theme and waits until the page of a panel has it. */
export async function setTheme(workspace: Workspace, theme: Theme, body: Locator): Promise<void> {
  workspace.write('.vscode/settings.json', JSON.stringify({ 'workbench.colorTheme': names[theme] }));
  await expect
    .poll(() => body.getAttribute('class'), { timeout: 20_000 })
    .toMatch(new RegExp(String.raw`(^|\s)vscode-${theme}(\s|$)`));
}

interface Shown {
  readonly workspace: Workspace;
  readonly workbench: Workbench;
  readonly theme: Theme;
  /** Of the panel's page. */
  readonly body: Locator;
  /** The panel, as its pictures are called. */
  readonly name: string;
  /** What stands at the top of the picture. */
  readonly top?: Locator;
}

/** Looks at a panel in a theme: it keeps nobody out; its picture is taken without what is around it. */
export async function lookAt({ workspace, workbench, theme, body, name, top }: Shown): Promise<void> {
  await workbench.makeRoom();
  await setTheme(workspace, theme, body);
  expect(await seriousViolations(body)).toEqual([]);
  await top?.evaluate((element) => {
    element.scrollIntoView({ block: 'start' });
  });
  if (themes.includes(theme)) {
    await screenshot(workbench.page, `${name}-${theme}`);
  }
}
