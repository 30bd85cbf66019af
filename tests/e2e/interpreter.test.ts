// What a person sees whose Python cannot train.
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { createBareEnvironment } from './harness/pythonEnvironments';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();

async function startOn(workspace: Workspace): Promise<Workbench> {
  workspace.write('train.py', 'import keras\n');
  const workbench = await Workbench.open(await newPage(), workspace);
  await workbench.openFile('train.py');
  await workbench.page.keyboard.press('F5');
  return workbench;
}

it('names the missing TensorFlow and offers to install it', async () => {
  const workspace = createWorkspace({ launchJson: false, environment: false });
  createBareEnvironment(path.join(workspace.folder, '.venv'));
  const { page } = await startOn(workspace);
  const dialog = page.locator('.monaco-dialog-box', { hasText: 'TensorFlow' });
  await dialog.waitFor();
  expect(await dialog.getByRole('button').allInnerTexts()).toContain('Install TensorFlow');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(await page.locator('.debug-toolbar').isVisible()).toBe(false);
});

it('types the installation into a terminal when its button is pressed', async () => {
  const workspace = createWorkspace({ launchJson: false, environment: false });
  createBareEnvironment(path.join(workspace.folder, '.venv'));
  const { page } = await startOn(workspace);
  await page.getByRole('button', { name: 'Install TensorFlow' }).click();
  await page
    .locator('.terminal-tabs-entry, .single-terminal-tab', { hasText: 'Keras Debug: install' })
    .waitFor();
});

it('names the interpreter of the setting when it does not start', async () => {
  const workspace = createWorkspace({ launchJson: false });
  const python = path.join(inject('temporary'), 'no', 'python');
  workspace.write('.vscode/settings.json', JSON.stringify({ 'kerasDebug.python': python }));
  const { page } = await startOn(workspace);
  const dialog = page.locator('.monaco-dialog-box', { hasText: python });
  await dialog.waitFor();
  expect(await dialog.getByRole('button').allInnerTexts()).toContain('Select Interpreter');
});
