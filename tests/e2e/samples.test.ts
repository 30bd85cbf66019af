// The other samples, by their launch configurations.
import { expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { expectedFinding } from './harness/expected';
import { Panel } from './harness/panel';
import { screenshot } from './harness/screenshots';
import { Workbench } from './harness/workbench';
import { createWorkspace } from './harness/workspace';

const newPage = useBrowser();

it('marks the rows of a batch whose labels are impossible', async () => {
  const expected = expectedFinding('impossible-label');
  const workspace = createWorkspace();
  const workbench = await Workbench.open(await newPage(), workspace);
  const debugging = new Debugging(workbench);
  await debugging.start('Impossible label');

  const [top] = await debugging.waitForStop();
  const line = workspace.lineOf('impossible-label/train.py', expected.marker);
  expect(top).toEqual({ name: expected.function, file: 'train.py', line });

  const panel = new Panel(workbench.page);
  const rows = await panel.batchRows();
  expect(rows.filter(({ bad }) => bad).map(({ row }) => row)).toEqual(expected.rows);
  expect(rows.slice(0, expected.rows.length).every(({ bad }) => bad)).toBe(true);
  // The label that the head of two classes cannot have.
  for (const { bad, labels } of rows) {
    expect(labels.includes('2')).toBe(bad);
  }
});

it('shows the operands whose shapes do not fit, by the names of their variables', async () => {
  const expected = expectedFinding('antirectifier');
  const workspace = createWorkspace();
  const workbench = await Workbench.open(await newPage(), workspace);
  const debugging = new Debugging(workbench);
  await debugging.start('Antirectifier');

  const [top] = await debugging.waitForStop();
  const line = workspace.lineOf('antirectifier/train.py', expected.marker);
  expect(top).toEqual({ name: expected.function, file: 'train.py', line });

  const panel = new Panel(workbench.page);
  expect(await panel.frame.locator('.message').innerText()).toMatch(
    /concatenated \(64, 16\) @ self\.kernel \(32, 16\)/,
  );
  expect((await panel.evidence()).join()).toContain('inputs (32, 16)');
  await workbench.page.keyboard.press('Control+J');
  await screenshot(workbench.page, 'shape-mismatch');
  expect(await panel.seriousViolations()).toEqual([]);
});

it.each([
  ['Labels in the inputs', /^No gradient for any variable/],
  ['Second order', /^2nd-order gradients: \d+× 1st/],
])('says what is wrong with the gradients: %s', async (configuration, title) => {
  const workbench = await Workbench.open(await newPage(), createWorkspace());
  const debugging = new Debugging(workbench);
  await debugging.start(configuration);
  expect((await debugging.waitForStop())[0]?.file).toBe('train.py');
  const panel = new Panel(workbench.page);
  expect(await panel.evidence()).not.toEqual([]);
  expect(await panel.heading().innerText()).toMatch(title);
});

it('never stops in a healthy training', async () => {
  const workbench = await Workbench.open(await newPage(), createWorkspace());
  const debugging = new Debugging(workbench);
  await debugging.start('Healthy');
  expect(await debugging.waitForStopOrEnd()).toBe('ended');
  expect(await workbench.page.locator('iframe.webview').count()).toBe(0);
});

it('debugs the open file when F5 is pressed in samples/', async () => {
  const workspace = createWorkspace();
  const workbench = await Workbench.open(await newPage(), workspace);
  const debugging = new Debugging(workbench);
  await workbench.openFile('log-of-zero/train.py');
  await debugging.pressF5();
  const line = workspace.lineOf('log-of-zero/train.py', expectedFinding('log-of-zero').marker);
  expect((await debugging.waitForStop())[0]).toMatchObject({ file: 'train.py', line });
});
