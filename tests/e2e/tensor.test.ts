// The panel of a tensor: opened from each place that shows one, and looked through, up to 10^8 values.
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { Panel } from './harness/panel';
import { TensorPanel } from './harness/tensorPanel';
import { lookAt, themes } from './harness/themes';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();

/** Images of four axes; the logarithm of one of their values is NaN. */
const program = `import keras
import numpy as np
from keras import ops

TABLE = np.zeros((10_000, 10_000), "float32")
TABLE += np.linspace(-1, 1, 10_000, dtype="float32")
TABLE[-1, -1] = 42


class Logarithm(keras.layers.Layer):
    def call(self, lifted):
        halved = lifted / 2
        return ops.log(lifted)


model = keras.Sequential(
    [
        keras.Input((8, 16, 20)),
        keras.layers.Rescaling(1.0, offset=0.25, name="lift"),
        Logarithm(name="logarithm"),
        keras.layers.Flatten(),
        keras.layers.Dense(1),
    ]
)
model.compile("sgd", "mse")
rows, columns = np.mgrid[:16, :20]
waves = 0.55 + 0.4 * np.sin(rows / 3) * np.cos(columns / 4)
images = (waves * np.linspace(0.6, 1, 32).reshape(4, 8, 1, 1)).astype("float32")
images[2, 3, 5, 7] = -0.75
model.fit(images, np.ones((4, 1), "float32"), batch_size=4, epochs=2, shuffle=False, verbose=0)
`;

describe('the panel of a tensor', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let debugging: Debugging;
  let tensor: TensorPanel;

  beforeAll(async () => {
    workspace = createWorkspace({ launchJson: false });
    workspace.write('images.py', program);
    workbench = await Workbench.open(await newPage(), workspace);
    debugging = new Debugging(workbench);
    tensor = new TensorPanel(workbench.page);
    await workbench.openFile('images.py');
    await debugging.pressF5();
    await debugging.waitForStop();
    await workbench.page.keyboard.press('Control+J');
  });

  const openFromEditor = async (line: string, word: string): Promise<void> => {
    await workbench.page.getByRole('tab', { name: /^images\.py/ }).click();
    await workbench.rightClick(line, word);
    await workbench.chooseFromMenu('Open Tensor');
  };

  it('opens from the panel of the stop, at the first bad value', async () => {
    const panel = new Panel(workbench.page);
    await panel.frame.getByRole('button', { name: 'Open tensor' }).click();
    await tensor.frame.getByText('float32[4, 8, 16, 20]').first().waitFor();
    await expect.poll(() => tensor.readout().innerText()).toBe('[2, 3, 5, 7] = NaN');
    expect(await tensor.slice()).toMatch(/\[2, 3, :, :\]/);
    await tensor.heatMap(/Rows 0–15, columns 0–19: 1 NaN/).waitFor();
  });

  it('goes back to a bad value by its link, in the slice, the table and the heat map', async () => {
    await tensor.slide(0, 1);
    await tensor.heatMap(/: 0 NaN/).waitFor();
    await expect.poll(() => tensor.readout().innerText()).toMatch(/^\[1, 3, 5, 7\] = -?[\d.]+$/);
    await tensor.section('Not finite').getByRole('button', { name: '[2, 3, 5, 7]' }).click();
    await expect.poll(() => tensor.readout().innerText()).toBe('[2, 3, 5, 7] = NaN');
    await tensor.heatMap(/: 1 NaN/).waitFor();
  });

  it('lays other axes down and across', async () => {
    await tensor.frame.getByRole('combobox', { name: /^rows/ }).selectOption('0');
    await tensor.heatMap(/Rows 0–3, columns 0–19: 1 NaN/).waitFor();
    expect(await tensor.slice()).toMatch(/\[:, 3, 5, :\]/);
    await tensor.frame.getByRole('combobox', { name: /^rows/ }).selectOption('2');
  });

  it('shows its distribution on two scales, and its values along an axis', async () => {
    await tensor.section('Distribution').scrollIntoViewIfNeeded();
    const histogram = tensor.frame.getByRole('application', { name: /10,239 finite values/ });
    await histogram.waitFor();
    expect(await histogram.locator('.axis span').count()).toBe(2);
    await tensor.frame.getByRole('radio', { name: 'Symmetric log' }).check();
    await expect.poll(() => histogram.locator('.axis span').count()).toBe(5);
    await tensor.section('Along an axis').scrollIntoViewIfNeeded();
    const along = tensor.frame.getByRole('slider', { name: 'Position on axis 0', exact: true });
    await expect.poll(() => along.getAttribute('aria-valuetext')).toMatch(/axis 0 = 2: .*1 NaN/);
    await along.focus();
    await along.press('ArrowRight');
    await expect.poll(() => tensor.slice()).toMatch(/\[3, 3, :, :\]/);
  });

  it.each(themes)('keeps nobody out in a %s theme', async (theme) => {
    await tensor.section('Not finite').getByRole('button', { name: '[2, 3, 5, 7]' }).click();
    await tensor.heatMap(/: 1 NaN/).waitFor();
    const body = tensor.frame.locator('body');
    await lookAt({ workspace, workbench, theme, body, name: 'tensor', top: tensor.section('Values') });
  });

  it('opens from the menu of VARIABLES', async () => {
    // The views of the debugger made room for the pictures.
    await debugging.waitForStop();
    const row = await debugging.variableRow('lifted');
    await row.click({ button: 'right' });
    await workbench.chooseFromMenu('Open Tensor');
    await tensor.shows('lifted');
    await expect.poll(() => tensor.readout().innerText()).toMatch(/^\[0, 0, 0, 0\] = [\d.]+$/);
  });

  it('is compared with another tensor, and shows where they are farthest apart', async () => {
    await tensor.choose('Compare with', 'batch');
    const comparison = tensor.section('Compared with');
    await comparison.getByText('mean error').waitFor();
    expect(await comparison.innerText()).toMatch(/mean error\s+0\.25\s+max error\s+0\.25/);
    await tensor.heatMap(/0 NaN/).waitFor();
    expect(await tensor.slice()).toMatch(/^Differences/);
    await comparison.getByRole('button', { name: /^\[/ }).click();
    await expect.poll(() => tensor.readout().innerText()).toMatch(/= 0\.25/);
  });

  it('opens from the menu of the editor', async () => {
    await openFromEditor('halved = lifted', 'halved');
    await tensor.shows('halved');
  });

  it('opens from a hover of the editor', async () => {
    await workbench.page.getByRole('tab', { name: /^images\.py/ }).click();
    await workbench.goToLine(workspace.lineOf('images.py', 'halved = lifted'), 20);
    await workbench.runCommand('Show or Focus Hover');
    const hover = workbench.page.locator('.monaco-hover').filter({ hasText: 'Open tensor' });
    await hover.getByText('f32[4,8,16,20]').waitFor();
    await hover.locator('img').waitFor();
    await hover.locator('a', { hasText: 'Open tensor' }).click();
    await tensor.shows('lifted');
  });

  it('opens from WATCH', async () => {
    await workbench.page.getByRole('tab', { name: /^images\.py/ }).click();
    await workbench.rightClick('halved = lifted', 'halved');
    await workbench.chooseFromMenu('Add to Watch');
    const row = workbench.page.locator('.debug-watch .monaco-list-row', { hasText: 'halved' });
    await row.filter({ hasText: 'f32[4,8,16,20]' }).click({ button: 'right' });
    await workbench.chooseFromMenu('Open Tensor');
    await tensor.shows('halved');
  });

  it('scrolls through 10^8 values, of which only what is seen is read', async () => {
    await openFromEditor('TABLE[-1, -1]', 'TABLE');
    await tensor.shows('TABLE');
    await tensor.rows();
    await tensor.table().focus();
    await workbench.page.keyboard.press('Control+End');
    await expect.poll(() => tensor.readout().innerText()).toBe('[9999, 9999] = 42');
    const rows = await tensor.rows();
    expect(rows.at(-1)).toMatchObject({ index: 9999 });
    expect(rows.at(-1)?.values.at(-1)).toBe('42');
    await workbench.page.keyboard.press('Control+Home');
    const took = (await tensor.scroll(40, 700)).sort((a, b) => a - b);
    const median = took[20] ?? Infinity;
    console.log(`a step of scrolling takes ${median.toFixed(0)} ms, at most ${took.at(-1)?.toFixed(0)} ms`);
    expect(median).toBeLessThan(100);
  });

  it('keeps what it has read where the tensor is not, and shows it in place when it is there again', async () => {
    await openFromEditor('halved = lifted', 'halved');
    await tensor.shows('halved');
    const before = await tensor.rows();
    await workbench.page.getByRole('tab', { name: /^images\.py/ }).click();
    await workbench.toggleBreakpoint(workspace.lineOf('images.py', 'halved = lifted'));
    await debugging.pressF5();
    const gone = tensor.frame.getByText('is not to be seen at this pause');
    await gone.waitFor();
    expect(await tensor.rows()).toEqual(before);
    await workbench.page.keyboard.press('F10');
    await gone.waitFor({ state: 'detached' });
    await tensor.frame.getByRole('status').filter({ hasText: 'Paused' }).waitFor();
    await tensor.shows('halved');
  });

  it('still has it after the session, and after the window was reloaded', async () => {
    const before = await tensor.rows();
    await debugging.stop();
    await tensor.frame.getByRole('status').filter({ hasText: 'The session has ended' }).waitFor();
    await workbench.reload();
    await tensor.shows('halved');
    await tensor.heatMap(/Rows 0–15, columns 0–19/).waitFor();
    expect(await tensor.rows()).toEqual(before);
  });
});
