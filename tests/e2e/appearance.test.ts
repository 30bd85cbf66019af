// The panel in VS Code's kinds of themes: pictures, and what axe-core says of it.
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { Panel } from './harness/panel';
import { screenshot } from './harness/screenshots';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();

const themes = [
  { name: 'dark', theme: 'Default Dark Modern', kind: 'vscode-dark' },
  { name: 'light', theme: 'Default Light Modern', kind: 'vscode-light' },
  { name: 'high-contrast', theme: 'Default High Contrast', kind: 'vscode-high-contrast' },
  { name: 'high-contrast-light', theme: 'Default High Contrast Light', kind: 'vscode-high-contrast-light' },
];

describe('the panel of a tensor stop', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let panel: Panel;

  beforeAll(async () => {
    workspace = createWorkspace({ launchJson: false });
    workbench = await Workbench.open(await newPage(), workspace);
    await workbench.openFile('log-of-zero/train.py');
    const debugging = new Debugging(workbench);
    await debugging.pressF5();
    await debugging.waitForStop();
    panel = new Panel(workbench.page);
    await panel.histogram().waitFor();
    await panel.batchRows();
    // Room for the pictures.
    await workbench.page.keyboard.press('Control+J');
  });

  it.each(themes)('keeps nobody out in a $name theme', async ({ name, theme, kind }) => {
    workspace.write('.vscode/settings.json', JSON.stringify({ 'workbench.colorTheme': theme }));
    await expect
      .poll(() => panel.frame.locator('body').getAttribute('class'), { timeout: 20_000 })
      .toMatch(new RegExp(String.raw`(^|\s)${kind}(\s|$)`));
    expect(await panel.seriousViolations()).toEqual([]);
    await panel.frame.locator('.tensor').evaluate((details) => {
      details.scrollIntoView();
    });
    await screenshot(workbench.page, `panel-${name}`);
  });

  it('can be read through by keyboard', async () => {
    await panel.histogram().focus();
    await workbench.page.keyboard.press('End');
    expect(await panel.frame.locator('figure.histogram figcaption').innerText()).toBe('NaN: 1 value');
    await workbench.page.keyboard.press('Tab');
    expect(await panel.histogram().evaluate((element) => element === document.activeElement)).toBe(false);
  });
});
