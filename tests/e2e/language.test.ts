// What the editor knows of Keras while nothing runs: checks with quick fixes, lenses that run what they say.
import { execFileSync } from 'node:child_process';
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
    await editor.hover(head, 'Dense', 'binary_crossentropy takes probabilities');
    await screenshot(workbench.page, 'check', { hovering: true });
    await workbench.page.keyboard.press('Escape');
    const fixes = await editor.quickFixes(workspace.lineOf(written, head), 15);
    await fixes.filter({ hasText: 'Use activation="sigmoid"' }).first().click();
    await editor.line('layers.Dense(1, activation="sigmoid")').waitFor();
    await editor.squiggles().first().waitFor({ state: 'detached' });
  });

  it('shows the shapes of a layer where nothing runs', async () => {
    await editor.hover('layers.Dense(16', 'Dense', '(None, 8) → (None, 16)');
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
    await workbench.makeRoom();
  });

  it('starts the debugger from above `fit`', async () => {
    const expected = expectedFinding('antirectifier');
    await workbench.openFile(script);
    await workbench.goToLine(workspace.lineOf(script, 'model.fit('));
    await editor.lens('Debug Keras fit').first().click();
    const [top] = await debugging.waitForStop();
    expect(top).toMatchObject({ file: 'train.py', line: workspace.lineOf(script, expected.marker) });
  });

  it('is back when its process was killed, and the session has not noticed', async () => {
    await expect.poll(languageServers).not.toEqual([]);
    const before = languageServers();
    for (const pid of before) {
      process.kill(pid, 'SIGKILL');
    }
    await expect.poll(() => languageServers().filter((pid) => !before.includes(pid))).not.toEqual([]);
    expect((await debugging.callStack())[0]?.name).toBe('call');
    await debugging.stop();
    await workbench.makeRoom();
  });

  it('shows beside the code what the run knew', async () => {
    await workbench.goToLine(workspace.lineOf(script, 'def call'));
    await editor.line('pos: f32[32, 16] = ops.relu').waitFor();
    await editor.line('concatenated: f32[64, 16] = ops').waitFor();
    await editor.squiggles().first().waitFor();
    await screenshot(workbench.page, 'last-run');
  });

  it('marks what was there before a line was changed', async () => {
    await workbench.replaceLine(workspace.lineOf(script, 'neg = ops.relu'), 'neg = ops.relu(-1.0 * inputs)');
    await editor.line('neg: f32[32, 16] (before the change) =').waitFor();
    await editor.line('pos: f32[32, 16] = ops.relu').waitFor();
  });
});

/** Processes of this machine that serve an editor. */
function languageServers(): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args=']).toString().split('\n');
  return lines
    .filter((line) => line.includes('pyadapter language-server'))
    .map((line) => Number.parseInt(line));
}
