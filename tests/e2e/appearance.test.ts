// The panel in VS Code's kinds of themes: pictures, and what axe-core says of it.
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { Panel } from './harness/panel';
import { lookAt, themes } from './harness/themes';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();

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

  it.each([...themes, 'high-contrast-light' as const])('keeps nobody out in a %s theme', async (theme) => {
    const body = panel.frame.locator('body');
    await lookAt({ workspace, workbench, theme, body, name: 'panel', top: panel.frame.locator('.tensor') });
  });

  it('can be read through by keyboard', async () => {
    await panel.histogram().focus();
    await workbench.page.keyboard.press('End');
    expect(await panel.frame.locator('figure.histogram figcaption').innerText()).toBe('NaN: 1 value');
    await workbench.page.keyboard.press('Tab');
    expect(await panel.histogram().evaluate((element) => element === document.activeElement)).toBe(false);
  });
});
