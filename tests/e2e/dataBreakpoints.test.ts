// Tensors that a person points at, in VARIABLES and in the editor.
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { TensorBreakpoints } from './harness/tensorBreakpoints';
import { Workbench } from './harness/workbench';
import { createWorkspace } from './harness/workspace';

const newPage = useBrowser();
const script = 'log-of-zero/train.py';

describe('while call() is paused in training', () => {
  let workbench: Workbench;
  let debugging: Debugging;
  let view: TensorBreakpoints;
  let line: number;

  beforeAll(async () => {
    const workspace = createWorkspace({ launchJson: false });
    line = workspace.lineOf(script, 'entropy = -ops.sum');
    workbench = await Workbench.open(await newPage(), workspace);
    debugging = new Debugging(workbench);
    view = new TensorBreakpoints(workbench);
    await workbench.openFile(script);
    await workbench.toggleBreakpoint(line);
    await debugging.pressF5();
    await debugging.waitForStop();
  });

  it('comes past symbolic tensors, with which Keras calls the layer first', async () => {
    await expect.poll(() => debugging.variable('surprise')).toContain('symbolic');
    await debugging.pressF5();
    await expect.poll(() => debugging.variable('surprise'), { timeout: 60_000 }).toContain('f32[16,26] ∈');
  });

  it('watches the variable under the cursor for leaving a range', async () => {
    await workbench.rightClick('entropy = -ops.sum', 'surprise');
    await workbench.chooseFromMenu('Add Tensor Breakpoint…');
    await workbench.quickPicks().filter({ hasText: 'Leaves a range' }).click();
    await view.answer('surprise', '-1000');
    await view.prompt().filter({ hasText: 'above' }).waitFor();
    await view.type('-2000');
    await view.prompt().filter({ hasText: 'at least -1000' }).waitFor();
    await view.answer('surprise', '1000');
    await view.row('surprise').waitFor();
    expect((await view.rows()).at(-1)).toBe('surprise leaves [-1000, 1000]');
  });

  it('offers the same in VARIABLES, and says what cannot be watched', async () => {
    await (await debugging.variableRow('self')).click({ button: 'right' });
    await workbench.chooseFromMenu('Add Tensor Breakpoint…');
    await workbench.notification(/self .*watched/).waitFor();
  });

  it("breaks on a tensor's value change from VARIABLES", async () => {
    await (await debugging.variableRow('surprise')).click({ button: 'right' });
    await workbench.chooseFromMenu('Break on Value Change');
    await workbench.goToLine(line);
    await workbench.page.keyboard.press('F9');
    await debugging.breakpoint('Numbers: first NaN').getByRole('checkbox').click();
    await debugging.pressF5();
    await expect.poll(() => debugging.reason(), { timeout: 60_000 }).toContain('not finite');
    expect((await debugging.callStack())[0]).toMatchObject({ name: 'call', file: 'train.py' });
    expect(await workbench.page.locator('iframe.webview').count()).toBe(0);
  });
});
