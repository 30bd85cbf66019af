// The panel of the model, at a stop in a nested model: the graph, the summary, the ops. One session.
import { beforeAll, describe, expect, it } from 'vitest';
import { seriousViolations } from './harness/accessibility';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { ModelPanel } from './harness/modelPanel';
import { screenshot } from './harness/screenshots';
import { TensorPanel } from './harness/tensorPanel';
import { lookAt, themes } from './harness/themes';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();
const script = 'wells.py';

/** The logarithm in a nested model meets a zero; a branch and a layer of a block are forgotten. */
const program = `import keras
import numpy as np
from keras import layers, ops


class Residual(layers.Layer):
    def __init__(self, units, **options):
        super().__init__(**options)
        self.wide = layers.Dense(2 * units, activation="relu", name="wide")
        self.narrow = layers.Dense(units, name="narrow")
        self.dropout = layers.Dropout(0.2, name="dropout")

    def call(self, inputs):
        return inputs + self.narrow(self.wide(inputs))


class Entropy(layers.Layer):
    def call(self, shares):
        logarithm = ops.log(shares)
        return shares * logarithm


depths = keras.Input((8,), name="depths")
hidden = layers.Dense(6, activation="relu", name="hidden")(depths)
residual = Residual(6, name="residual")(hidden)
layers.Dense(2, name="forecast")(residual)
mixture = keras.Sequential(
    [
        keras.Input((6,)),
        layers.ReLU(max_value=0.5, name="limit"),
        Entropy(name="entropy"),
    ],
    name="mixture",
)
outputs = layers.Dense(1, name="yield")(mixture(residual))
model = keras.Model(depths, outputs, name="wells")
model.compile("sgd", "mse")
generator = np.random.default_rng(0)
model.fit(generator.normal(size=(64, 8)), generator.normal(size=(64, 1)), batch_size=16, verbose=0)
`;

describe('the panel of the model', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let debugging: Debugging;
  let panel: ModelPanel;

  beforeAll(async () => {
    workspace = createWorkspace({ launchJson: false });
    workspace.write(script, program);
    workbench = await Workbench.open(await newPage(), workspace);
    debugging = new Debugging(workbench);
    panel = new ModelPanel(workbench.page);
    await workbench.openFile(script);
    await debugging.pressF5();
    expect((await debugging.waitForStop())[0]?.name).toBe('call');
    await workbench.page.keyboard.press('Control+J');
    await workbench.runCommand('Keras Debug: Show Model');
  });

  it('draws the layers, with the way to the finding and what leads nowhere', async () => {
    const boxes = await panel.boxes();
    const state = (name: string) => boxes.find((box) => box.name === name);
    expect(state('entropy')).toMatchObject({ state: '⚠ went wrong here' });
    expect(state('forecast')).toMatchObject({ state: '⊘ leads nowhere' });
    expect(state('dropout')).toMatchObject({ state: '○ not called' });
    expect(state('narrow')?.look).toContain('path');
    expect(state('yield')?.look).toContain('fine');
    await panel.frame.getByRole('button', { name: 'Fold mixture' }).waitFor();
  });

  it('has the shapes of this step on its wires', async () => {
    const strong = await panel.wires('strong');
    expect(strong).toContain('f32[16,12]');
    expect(strong.filter((shape) => shape === 'f32[16,6]').length).toBeGreaterThan(3);
  });

  it.each(themes)('keeps nobody out in a %s theme', async (theme) => {
    const body = panel.frame.locator('body');
    await lookAt({ workspace, workbench, theme, body, name: 'model' });
  });

  it('folds a nested model, by mouse and by keyboard', async () => {
    await panel.frame.getByRole('button', { name: 'Fold mixture' }).click();
    await expect.poll(() => panel.names()).not.toContain('entropy');
    expect(await panel.box('mixture').innerText()).toContain('went wrong in here');
    await panel.box('mixture').focus();
    await workbench.page.keyboard.press('ArrowDown');
    const focused = panel.frame.locator('.box:focus');
    expect(await focused.innerText()).toContain('yield');
    await workbench.page.keyboard.press('ArrowUp');
    await panel.details('mixture').getByRole('button', { name: 'Unfold' }).focus();
    await workbench.page.keyboard.press('Enter');
    await expect.poll(() => panel.names()).toContain('entropy');
  });

  it('finds layers by name or class, and shows the next on Enter', async () => {
    await panel.search().fill('dense');
    await panel.frame
      .getByRole('status')
      .filter({ hasText: /^5 found$/ })
      .waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.press('Enter');
    await panel.details('wide').getByText('f32[16,6]').waitFor();
    expect(await panel.box('wide').getAttribute('class')).toContain('match');
  });

  it('leads to the line that makes a layer, and to its tensor', async () => {
    const line = workspace.lineOf(script, 'layers.Dense(2 * units');
    await panel
      .details('wide')
      .getByRole('button', { name: `${script}:${line}` })
      .click();
    await workbench.page.locator('.statusbar').getByText(`Ln ${line}`).waitFor();
    await panel.details('wide').getByRole('button', { name: 'Open tensor' }).click();
    await new TensorPanel(workbench.page).shows('wells/residual/wide');
    await workbench.runCommand('Keras Debug: Show Model');
  });

  it('has the summary as a table', async () => {
    await panel.tab('Summary').click();
    const rows = await panel.rows();
    const row = rows.find(([name]) => name === 'hidden');
    expect(row?.slice(1, 5)).toEqual(['Dense', 'f32[16,6]', '54', 'depths']);
    expect(rows.find(([name]) => name?.startsWith('dropout'))?.[0]).toContain('not called');
    await panel.frame.getByText('223 parameters, 223 of them trainable, 0 not.').waitFor();
  });

  it('shows the ops at the stop, back to where the bad value was born', async () => {
    await panel.tab('Ops at the stop').click();
    const boxes = await panel.boxes();
    expect(boxes.find(({ name }) => name === 'Log')?.state).toBe('⚠ born here');
    expect(boxes.find(({ look }) => look.includes('centre'))).toMatchObject({
      name: 'Mul',
      state: '⚠ not finite',
    });
    expect((await panel.wires('strong')).join()).toMatch(/−Inf×\d+/);
    expect((await panel.wires('plain')).join()).toMatch(/f32\[16,6\] ∈\[0, 0\.5\]/);
    const line = workspace.lineOf(script, 'logarithm = ops.log(shares)');
    await panel.frame
      .getByRole('button', { name: `${script}:${line}` })
      .first()
      .waitFor();
    expect(await seriousViolations(panel.frame.locator('body'))).toEqual([]);
    await screenshot(workbench.page, 'model-ops');
  });

  it('walks from op to op, and back', async () => {
    await panel.box('Log').click();
    await panel.frame.getByText('In the middle: Log').waitFor();
    await panel.frame.getByRole('button', { name: 'Back to the stop' }).click();
    await panel.frame.getByText('In the middle: Mul').waitFor();
  });

  it('keeps what was looked at when the window is reloaded after the session', async () => {
    await panel.tab('Graph').click();
    await debugging.stop();
    const ended = panel.frame.getByRole('status').filter({ hasText: 'The session has ended' });
    await ended.waitFor();
    await workbench.reload();
    await ended.waitFor();
    await panel.details('wide').waitFor();
    expect(await panel.search().inputValue()).toBe('dense');
    expect(await panel.names()).toContain('entropy');
  });
});
