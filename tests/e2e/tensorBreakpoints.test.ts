// The view Tensor Breakpoints: entries are made, obeyed, changed while a training runs, and kept.
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { expectedFinding } from './harness/expected';
import { Panel } from './harness/panel';
import { screenshot } from './harness/screenshots';
import { TensorBreakpoints } from './harness/tensorBreakpoints';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();
const script = 'log-of-zero/train.py';
const expected = expectedFinding('log-of-zero');

describe('the view Tensor Breakpoints', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let debugging: Debugging;
  let view: TensorBreakpoints;

  beforeAll(async () => {
    workspace = createWorkspace({ launchJson: false });
    workbench = await Workbench.open(await newPage(), workspace);
    debugging = new Debugging(workbench);
    view = new TensorBreakpoints(workbench);
    await workbench.openFile(script);
    await view.show();
  });

  it('adds a layer before anything has run', async () => {
    await view.pane().locator('.welcome-view').getByRole('button', { name: 'Add Tensor Breakpoint' }).click();
    await view.choose('Layer: on entry');
    await view.answer('Layer: on entry', 'letter_entropy');
    await view.answer('Layer: on entry of letter_entropy', 'step >= 2');
    await expect.poll(() => view.rows()).toEqual(['letter_entropy on entry · step >= 2']);
  });

  it('stops where the layer is called, with nothing to show beside the code', async () => {
    await debugging.pressF5();
    const [top] = await debugging.waitForStop();
    expect(top).toMatchObject({ name: 'call', file: 'train.py' });
    expect(await workbench.page.locator('iframe.webview').count()).toBe(0);
    await expect.poll(() => debugging.variable('frequencies')).toContain('f32[16,26]');
  });

  it('goes on to the finding when the entry is switched off', async () => {
    await view.row('letter_entropy').getByRole('checkbox').click();
    await debugging.pressF5();
    const panel = new Panel(workbench.page);
    expect(await panel.heading().innerText()).toMatch(/^NaN in letter_entropy/);
    expect((await debugging.waitForStop())[0]?.line).toBe(workspace.lineOf(script, expected.marker));
  });

  it('offers the layers of the program, and checks a condition as it is typed', async () => {
    await view.add();
    await view.choose('Gradients: exploding');
    await workbench.quickPicks().filter({ hasText: 'languages/dense_1' }).waitFor();
    await view.choose('languages/letter_entropy');
    await view.type('step =');
    await view.prompt().filter({ hasText: '==' }).waitFor();
    await screenshot(workbench.page, 'condition');
    await view.answer('Gradients: exploding', 'value > 1000');
    await view.row('Gradients: exploding').waitFor();
    await expect
      .poll(() => view.rows())
      .toEqual([
        '20 of 21 kinds stop every run',
        'letter_entropy on entry · step >= 2',
        'Gradients: exploding letter_entropy · value > 1000',
      ]);
  });

  it('stops earlier next time where the panel says so', async () => {
    const panel = new Panel(workbench.page);
    await panel.frame.getByRole('button', { name: 'Stop earlier next time' }).click();
    await panel.frame.getByRole('button', { name: 'Stops earlier next time' }).waitFor();
    await view.row('Numbers: first Inf').waitFor();
    await screenshot(workbench.page, 'tensor-breakpoints');
    await debugging.stop();
    // F5 is about the editor that has the focus: that was the panel.
    await workbench.page.getByRole('tab', { name: /^train\.py/ }).click();
    await debugging.pressF5();
    await debugging.waitForStop();
    await expect.poll(() => panel.heading().innerText()).toMatch(/Inf in letter_entropy \(Log\)/);
    await debugging.stop();
  });

  it('changes an entry, and removes one by a key', async () => {
    await view.press('letter_entropy', 'Edit Tensor Breakpoint…');
    await view.answer('Layer: on entry of letter_entropy', 'dense*');
    await view.answer('Layer: on entry of dense*', '');
    await view.row('dense*').waitFor();
    await view.row('Gradients: exploding').click();
    await workbench.page.keyboard.press('Delete');
    await expect
      .poll(() => view.rows())
      .toEqual([
        '20 of 21 kinds stop every run',
        'dense* on entry',
        'Numbers: first Inf letter_entropy · train.py:15',
      ]);
  });

  it('keeps its entries when the window is reloaded', async () => {
    await workbench.reload();
    await expect
      .poll(() => view.rows(), { timeout: 30_000 })
      .toEqual(['dense* on entry', 'Numbers: first Inf letter_entropy · train.py:15']);
    expect(await view.row('dense*').getByRole('checkbox').isChecked()).toBe(false);
  });
});
