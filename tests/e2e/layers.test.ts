// The panel of layers, at the stop of a train_step of the user's own with two tapes: one session.
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { expectedFinding } from './harness/expected';
import { LayersPanel } from './harness/layersPanel';
import { TensorPanel } from './harness/tensorPanel';
import { lookAt, themes } from './harness/themes';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();
const script = 'second-order/train.py';
const expected = expectedFinding('second-order');
const tape = /second = outer\.gradient/;

describe('the panel of layers', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let debugging: Debugging;
  let panel: LayersPanel;

  beforeAll(async () => {
    workspace = createWorkspace();
    workbench = await Workbench.open(await newPage(), workspace);
    debugging = new Debugging(workbench);
    panel = new LayersPanel(workbench.page);
    await debugging.start('Second order');
    expect((await debugging.waitForStop())[0]?.file).toBe('train.py');
    // Room for the table.
    await workbench.page.keyboard.press('Control+J');
    await workbench.page.keyboard.press('Control+B');
    await workbench.runCommand('Keras Debug: Show Layers');
  });

  it('has a row for each layer, that of the finding first, with its numbers', async () => {
    expect(await panel.names()).toEqual([
      'shape Dense in drawings',
      'drawings SecondOrder',
      'strokes Dense in drawings',
    ]);
    const worst = await panel.row('shape');
    expect(worst['Odd']).toMatch(/2nd-order gradients: \d+× 1st/);
    expect(worst['Output']).toBe('float32[128, 3]');
    expect(worst['NaN, Inf']).toBe('0');
    for (const column of ['Mean', 'Deviation', 'Weights', 'Gradient', 'Update']) {
      expect(Number(worst[column])).toBeGreaterThan(0);
    }
    expect(Number.parseFloat((await panel.row('strokes'))['Zeros'] ?? '')).toBeGreaterThan(10);
    expect(await panel.lines('strokes')).toBe(3);
  });

  it('shows the gradients of both orders side by side', async () => {
    const rows = await panel.tapeRows(tape);
    expect(rows.map(({ source }) => source)).toEqual([
      'strokes/kernel',
      'strokes/bias',
      'shape/kernel',
      'shape/bias',
    ]);
    const [first, second, ratio, signs, shape] = rows[2]?.cells ?? [];
    expect(shape).toBe('[64, 3]');
    expect(Number(second) / Number(first)).toBeCloseTo(Number(ratio?.replace('⚠', '')), 0);
    expect(ratio).toContain('⚠');
    expect(signs).toMatch(/^\d+(\.\d+)? %$/);
    const line = workspace.lineOf(script, expected.marker);
    await panel.frame.getByRole('button', { name: `train.py:${line}` }).waitFor();
  });

  it.each(themes)('keeps nobody out in a %s theme', async (theme) => {
    const body = panel.frame.locator('body');
    await lookAt({ workspace, workbench, theme, body, name: 'layers' });
  });

  it('orders the rows by any column, by keyboard, and as the model has them', async () => {
    await panel.sortBy('Zeros').focus();
    await workbench.page.keyboard.press('Enter');
    expect((await panel.names())[0]).toMatch(/^strokes/);
    expect(await panel.header('Zeros').getAttribute('aria-sort')).toBe('descending');
    await panel.sortBy('Layer').click();
    expect(await panel.names()).toEqual(['drawings SecondOrder', 'strokes Dense', 'shape Dense']);
  });

  it('goes to the line that makes a layer', async () => {
    await panel.layer('strokes').click();
    const line = workspace.lineOf(script, 'name="strokes"');
    await workbench.page.locator('.statusbar').getByText(`Ln ${line}`).waitFor();
  });

  it('opens a gradient as a tensor, and finds its own order again', async () => {
    await panel.tape(tape).getByRole('button', { name: 'shape/kernel' }).click();
    await new TensorPanel(workbench.page).shows('shape/kernel');
    await workbench.runCommand('Keras Debug: Show Layers');
    await panel.filter().fill('dense');
    await expect.poll(() => panel.names()).toEqual(['strokes Dense', 'shape Dense']);
  });

  it('keeps the table when the session is over, and when the window is reloaded', async () => {
    await debugging.stop();
    const ended = panel.frame.getByRole('status').filter({ hasText: 'The session has ended' });
    await ended.waitFor();
    await workbench.reload();
    await ended.waitFor();
    expect(await panel.names()).toEqual(['strokes Dense', 'shape Dense']);
    expect(await panel.filter().inputValue()).toBe('dense');
  });
});
