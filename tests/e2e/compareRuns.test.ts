// Two runs of a script, before and after a change: recorded and compared from the palette, to the verdict.
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { readableTerminal, Terminal } from './harness/terminal';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();
const script = 'tides/train.py';
const command = 'Keras Debug: Compare Two Runs…';
const [before, after] = ['train.eager.jsonl', 'train.eager-2.jsonl'] as const;

/** Trains six steps; from step 4 on a layer multiplies by `gain`. */
const tides = (gain: number): string => `import keras
import numpy as np

GAIN = ${gain}


class Damping(keras.layers.Layer):
    def __init__(self, **options):
        super().__init__(**options)
        self.gain = 1.0

    def call(self, x):
        return x * self.gain


class Storm(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        if batch == 4:
            self.model.get_layer("damping").gain = GAIN


keras.utils.set_random_seed(5)
levels = np.random.default_rng(2).normal(size=(48, 6)).astype("float32")
model = keras.Sequential(
    [
        keras.Input((6,)),
        keras.layers.Dense(8, activation="tanh", name="waves"),
        Damping(name="damping"),
        keras.layers.Dense(1, name="level"),
    ],
    name="tides",
)
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
model.fit(levels, levels.sum(axis=1), batch_size=8, shuffle=False, verbose=0, callbacks=[Storm()])
`;

/** TensorFlow is imported first, on a machine that has other things to do. */
const patience = { timeout: 90_000 };

describe('two runs', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let terminal: Terminal;

  beforeAll(async () => {
    workspace = createWorkspace({ launchJson: false });
    workspace.write('.vscode/settings.json', JSON.stringify(readableTerminal));
    workspace.write(script, tides(1));
    // As data often are: not everything of this name is a recorded run.
    workspace.write('tides/texts.jsonl', '{"text": "high water"}\n{"text": "low water"}\n');
    workbench = await Workbench.open(await newPage(), workspace);
    terminal = new Terminal(workbench.page);
  });

  /** Chooses from the list that asks for something. */
  async function pick(what: string, label: string): Promise<void> {
    await asks(what);
    await workbench.quickPicks().filter({ hasText: label }).first().click();
  }

  /** What a list or a dialog wants: in its title, or in its empty field. */
  async function asks(what: string): Promise<void> {
    const widget = workbench.page.locator('.quick-input-widget');
    await widget
      .locator('.quick-input-title', { hasText: what })
      .or(widget.getByPlaceholder(what))
      .first()
      .waitFor();
  }

  async function record(file: string): Promise<void> {
    await workbench.openFile(script);
    await workbench.runCommand(command);
    await pick('Compare Two Runs', 'Record a run of train.py…');
    await asks('Where shall the recorded run be kept?');
    const field = workbench.page.locator('.quick-input-widget input[type=text]');
    await expect.poll(() => field.inputValue()).toBe(path.join(workspace.folder, 'tides', file));
    await workbench.page.keyboard.press('Enter');
    await terminal.tab('Record a Run: train.py').first().waitFor();
    await shows(`the run is recorded in ${path.join(workspace.folder, 'tides', file)}.`);
  }

  /** Waits for words in the terminal; its width has broken lines, even in the middle of a word. */
  async function shows(words: string): Promise<void> {
    const packed = (text: string) => text.replaceAll(/\s/g, '');
    await expect.poll(async () => packed(await terminal.text()), patience).toContain(packed(words));
  }

  it('are to be recorded first, where there are none', async () => {
    await workbench.openFile('log-of-zero/expected.json');
    await workbench.runCommand(command);
    const notification = workbench.notification('This workspace has no recorded run yet.');
    await notification.waitFor();
    await notification.getByRole('button', { name: 'Choose Files…' }).waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('are recorded one after the other, none over the other', async () => {
    await record(before);
    workspace.write(script, tides(1.5));
    await record(after);
  });

  it('are chosen from a list, and the first step and layer are named where they part', async () => {
    await workbench.runCommand(command);
    await pick('Compare Two Runs', 'Compare two recorded runs…');
    await asks('The first run');
    // The last one first, and no data.
    const picks = (await workbench.quickPicks().allInnerTexts()).map((text) => text.trim());
    expect(picks).toEqual(
      [after, before, 'Another file…'].map((name): unknown => expect.stringMatching(`^${name}`)),
    );
    await pick('The first run', before);
    await asks(`The run to compare with ${before}`);
    await expect.poll(() => workbench.quickPicks().filter({ hasText: before }).count()).toBe(0);
    await pick(`The run to compare with ${before}`, after);
    await terminal.tab(`Compare Two Runs: ${before}`).first().waitFor();
    await shows('The runs part in step 4: the outputs of layer `tides/damping` differ');
  });
});
