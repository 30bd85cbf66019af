// What VS Code's editor of launch.json knows of our attributes.
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Workbench } from './harness/workbench';
import { createWorkspace } from './harness/workspace';

const newPage = useBrowser();

const launchJson = `{
  "version": "0.2.0",
  "configurations": [
    {
      "type": "keras",
      "request": "launch",
      "name": "Debug Keras fit",
      "program": "\${file}",
      "memoryGrowth": "yes",
      
    }
  ]
}
`;

describe('launch.json of type keras', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    const workspace = createWorkspace({ launchJson: false, environment: false });
    workspace.write('.vscode/launch.json', launchJson);
    workbench = await Workbench.open(await newPage(), workspace);
    await workbench.openFile('.vscode/launch.json');
  });

  it('marks a value of the wrong type', async () => {
    await workbench.page.locator('.squiggly-warning').first().waitFor();
    await workbench.runCommand('View: Focus Problems');
    const problem = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'boolean' });
    await problem.waitFor();
    expect(await problem.innerText()).toContain('Incorrect type. Expected "boolean".');
  });

  it('completes attributes', async () => {
    await workbench.goToLine(10, 7);
    await workbench.page.keyboard.press('Control+Space');
    const widget = workbench.page.locator('.suggest-widget');
    await widget.locator('.monaco-list-row').first().waitFor();
    await workbench.page.keyboard.type('"max');
    await expect
      .poll(async () => (await widget.locator('.monaco-list-row .label-name').allInnerTexts()).sort())
      .toEqual(['maxEpochs', 'maxStepsPerEpoch']);
  });

  it('describes the attribute that is chosen', async () => {
    const details = workbench.page.locator('.suggest-details');
    // The details open on demand and stay open.
    if (!(await details.isVisible())) {
      await workbench.page.keyboard.press('Control+Space');
    }
    await details.waitFor();
    expect(await details.innerText()).toContain('Stop fit after so many epochs.');
  });

  it('inserts the default', async () => {
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.view-line', { hasText: '"maxEpochs"' }).waitFor();
  });
});
