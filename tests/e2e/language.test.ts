// What the editor knows of Keras while nothing runs: checks with quick fixes, lenses that run what they say.
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { Editor } from './harness/editor';
import { expectedFinding } from './harness/expected';
import { screenshot } from './harness/screenshots';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();
const written = 'spam.py';
const head = 'layers.Dense(1)';
const code = `import keras
import numpy as np
from keras import layers

x = np.random.default_rng(0).normal(size=(64, 8)).astype("float32")
y = (x[:, 0] > 0).astype("float32")

model = keras.Sequential([
    keras.Input(shape=(8,)),
    layers.Dense(16, activation="relu"),
    ${head},
])
model.compile(optimizer="adam", loss="binary_crossentropy")
model.fit(x, y, epochs=5)
`;
const script = 'antirectifier/train.py';

describe('the language server', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let debugging: Debugging;
  let editor: Editor;

  beforeAll(async () => {
    workspace = createWorkspace({ launchJson: false });
    workspace.write(written, code);
    workbench = await Workbench.open(await newPage(), workspace);
    debugging = new Debugging(workbench);
    editor = new Editor(workbench);
    await workbench.openFile(written);
  });

  it('underlines a last layer that does not make what the loss reads, and mends it', async () => {
    await editor.squiggles().first().waitFor();
    await workbench.hover(head, 'Dense');
    await workbench.page
      .locator('.monaco-hover', { hasText: 'binary_crossentropy takes probabilities' })
      .waitFor();
    await screenshot(workbench.page, 'check', { hovering: true });
    await workbench.page.keyboard.press('Escape');
    const fixes = await editor.quickFixes(workspace.lineOf(written, head), 15);
    await fixes.filter({ hasText: 'Use activation="sigmoid"' }).first().click();
    await editor.line('layers.Dense(1, activation="sigmoid")').waitFor();
    await editor.squiggles().first().waitFor({ state: 'detached' });
  });

  it('shows the shapes of a layer where nothing runs', async () => {
    await workbench.hover('layers.Dense(16', 'Dense');
    await workbench.page.locator('.monaco-hover', { hasText: '(None, 8) → (None, 16)' }).waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('explains a check beside the code', async () => {
    const fixes = await editor.quickFixes(workspace.lineOf(written, 'model.compile'), 26);
    await fixes.filter({ hasText: 'Explain learning-rate-default' }).first().click();
    await workbench.page.locator('.tab', { hasText: 'learning-rate-default' }).waitFor();
    await workbench.runCommand('View: Close Editor');
  });

  it('shows the model of a script at its first step', async () => {
    await workbench.openFile(written);
    await editor.lens('Show model').first().click();
    await workbench.page.locator('.tab', { hasText: 'Keras: model' }).waitFor({ timeout: 120_000 });
    expect((await debugging.waitForStop())[0]?.file).toBe(written);
    await debugging.stop();
  });

  it('starts the debugger from above `fit`', async () => {
    const expected = expectedFinding('antirectifier');
    await workbench.openFile(script);
    await editor.lens('Debug Keras fit').first().click();
    const [top] = await debugging.waitForStop();
    expect(top).toMatchObject({ file: 'train.py', line: workspace.lineOf(script, expected.marker) });
  });
});
