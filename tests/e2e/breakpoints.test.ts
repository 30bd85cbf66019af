// Breakpoints of Python and of tensors, as a person sets them.
import { expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { expectedFinding } from './harness/expected';
import { Workbench } from './harness/workbench';
import { createWorkspace } from './harness/workspace';

const newPage = useBrowser();
const script = 'log-of-zero/train.py';

it('hits a breakpoint in call() while the model is built, then in training, and steps over a line', async () => {
  const workspace = createWorkspace({ launchJson: false });
  const line = workspace.lineOf(script, 'entropy = -ops.sum');
  const workbench = await Workbench.open(await newPage(), workspace);
  const debugging = new Debugging(workbench);
  await workbench.openFile(script);
  await workbench.toggleBreakpoint(line);
  await debugging.pressF5();
  expect((await debugging.waitForStop())[0]).toEqual({ name: 'call', file: 'train.py', line });

  // Keras calls a layer with symbolic tensors once, when the model is built.
  await workbench.page.keyboard.press('F10');
  await expect.poll(async () => (await debugging.callStack())[0]?.line).toBe(line + 1);
  await expect.poll(() => debugging.variable('entropy')).toContain('symbolic f32[None,1]');

  await debugging.pressF5();
  await expect.poll(async () => (await debugging.callStack())[0]?.line, { timeout: 60_000 }).toBe(line);
  await workbench.page.keyboard.press('F10');
  await expect.poll(async () => (await debugging.callStack())[0]?.line).toBe(line + 1);
  await expect.poll(() => debugging.variable('entropy')).toContain('f32[16,1] ∈[');
});

it('stops at a tensor only when its condition holds', async () => {
  const { step } = expectedFinding('log-of-zero');
  const workbench = await Workbench.open(await newPage(), createWorkspace({ launchJson: false }));
  const debugging = new Debugging(workbench);
  await workbench.openFile(script);
  // The filters are listed once a session has run.
  await debugging.pressF5();
  await debugging.waitForStop();
  await debugging.stop();

  await debugging.setCondition('Numbers: first NaN', `step < ${step}`);
  await debugging.pressF5();
  expect(await debugging.waitForStopOrEnd()).toBe('ended');

  await debugging.setCondition(
    'Numbers: first NaN',
    `step == ${step} and layer == "languages/letter_entropy"`,
  );
  await debugging.pressF5();
  expect((await debugging.waitForStop())[0]?.name).toBe('call');
});

it('says so when a condition cannot be read', async () => {
  const workbench = await Workbench.open(await newPage(), createWorkspace({ launchJson: false }));
  const debugging = new Debugging(workbench);
  await workbench.openFile(script);
  await debugging.pressF5();
  await debugging.waitForStop();
  await debugging.setCondition('Numbers: first NaN', 'step =');
  await workbench.notification(/condition/i).waitFor();
});
