// From a press of a key to a script that runs, or to words that say why not.
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { createBareEnvironment } from './harness/pythonEnvironments';
import { Workbench } from './harness/workbench';
import { createWorkspace } from './harness/workspace';

const newPage = useBrowser();

it('is in the list of what can be debugged before anything was', async () => {
  const workbench = await Workbench.open(await newPage(), createWorkspace({ launchJson: false }));
  const offer = await new Debugging(workbench).offer('Keras');
  await offer.click();
  for (const name of ['Debug Keras fit', 'Debug Keras fit (full speed)']) {
    await workbench.quickPicks().getByText(name, { exact: true }).first().waitFor();
  }
});

it('only runs the script on Ctrl+F5, and asks for no TensorFlow then', async () => {
  const workspace = createWorkspace({ launchJson: false, environment: false });
  createBareEnvironment(path.join(workspace.folder, '.venv'));
  workspace.write('train.py', 'import sys\nopen("ran", "w").write(str("pydevd" in sys.modules))\n');
  const workbench = await Workbench.open(await newPage(), workspace);
  await workbench.openFile('train.py');
  await workbench.page.keyboard.press('Control+F5');
  const ran = path.join(workspace.folder, 'ran');
  await expect.poll(() => fs.existsSync(ran), { timeout: 30_000 }).toBe(true);
  await expect.poll(() => workspace.read('ran')).toBe('False');
});

it('names the script that is not there, and leads to launch.json', async () => {
  const workspace = createWorkspace({ launchJson: false });
  const configuration = {
    type: 'keras',
    request: 'launch',
    name: 'Gone',
    program: '${workspaceFolder}/gone.py',
  };
  workspace.write('.vscode/launch.json', JSON.stringify({ configurations: [configuration] }));
  const workbench = await Workbench.open(await newPage(), workspace);
  await new Debugging(workbench).start('Gone');
  const dialog = workbench.page.locator('.monaco-dialog-box', { hasText: 'gone.py' });
  await dialog.waitFor();
  expect(await dialog.getByRole('button').allInnerTexts()).toContain("Open 'launch.json'");
});
