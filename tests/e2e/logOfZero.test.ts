// F5 on a failing script without any configuration: one session, told from its stop to its end.
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging, type Frame } from './harness/debugging';
import { expectedFinding } from './harness/expected';
import { Panel } from './harness/panel';
import { screenshot } from './harness/screenshots';
import { Workbench } from './harness/workbench';
import { createWorkspace } from './harness/workspace';

const newPage = useBrowser();
const script = 'log-of-zero/train.py';

/** One text without a "q", in the batch after 40 good ones. */
const expected = expectedFinding('log-of-zero');
const [row, datasetRow] = [expected.rows[0], expected.datasetRows[0]];

describe('F5 on log-of-zero/train.py, without a launch.json', () => {
  const workspace = () => createWorkspace({ launchJson: false });
  let workbench: Workbench;
  let debugging: Debugging;
  let panel: Panel;
  let frames: Frame[];
  let findingLine: number;

  beforeAll(async () => {
    const opened = workspace();
    findingLine = opened.lineOf(script, expected.marker);
    workbench = await Workbench.open(await newPage(), opened);
    debugging = new Debugging(workbench);
    panel = new Panel(workbench.page);
    await workbench.openFile(script);
    await debugging.pressF5();
    frames = await debugging.waitForStop();
    // The script's output stands below; without it the pictures show more of the code.
    await workbench.page.keyboard.press('Control+J');
  });

  it('stops at the line that made the NaN', () => {
    expect(frames[0]).toEqual({ name: 'call', file: 'train.py', line: findingLine });
  });

  it("shows the user's frames only", async () => {
    // VS Code asks for the innermost frame first, then for the rest.
    await expect
      .poll(async () => (await debugging.callStack()).map(({ name, file }) => `${file} ${name}`))
      .toEqual(['train.py call', 'train.py <module>']);
  });

  it('says in the exception widget what, how much, where and when', async () => {
    const text = await debugging.exceptionWidget().innerText();
    expect(text).toContain('Exception has occurred: NaN in letter_entropy');
    expect(text).toMatch(new RegExp(`1 of 416 values is NaN, rows? ${row}`));
    expect(text).toContain(`op ${expected.op}, layer ${expected.layer}`);
    expect(text).toContain(`train.py:${findingLine}`);
    expect(text).toContain(`epoch ${expected.epoch}, step ${expected.step}`);
  });

  it('shows the locals, tensors by their shape and range', async () => {
    expect(await debugging.variable('frequencies')).toMatch(/f32\[16,26\] ∈\[0, /);
    await panel.histogram().waitFor();
    await screenshot(workbench.page, 'stop');
  });

  it('shows on hovering a tensor its line and its tree', async () => {
    await workbench.hover('surprise = frequencies', 'frequencies');
    const hover = debugging.hoverWidget();
    await hover.waitFor();
    await expect.poll(() => hover.innerText()).toMatch(/f32\[16,26\] ∈\[0, [^]*health[^]*all finite/);
    await screenshot(workbench.page, 'hover', { hovering: true });
    await workbench.page.keyboard.press('Escape');
  });

  it('opens the panel beside the code, with the finding in words', async () => {
    expect(await panel.heading().innerText()).toMatch(/^NaN in letter_entropy/);
    expect(await panel.section('Probable cause').innerText()).toContain('ops.maximum');
  });

  it('counts in the panel what the tensor holds', async () => {
    const statistics = await panel.statistics();
    expect(statistics).toMatchObject({ '+Inf': '0', '−Inf': '0' });
    expect(statistics['NaN']).toMatch(/^1\s/);
  });

  it('draws a histogram with a bar of its own for NaN', async () => {
    const bars = await panel.bars();
    expect(bars.finite).toHaveLength(40);
    expect(Math.max(...bars.finite)).toBeGreaterThan(20);
    expect(bars.nan).toBeGreaterThan(0);
    expect(bars.positiveInf).toBe(0);
  });

  it('shows the value that is NaN in the window of values', async () => {
    await panel.frame.getByText(new RegExp(String.raw`^\[${row}, \d+\] = NaN$`)).waitFor();
  });

  it('lists the rows of the batch, the bad one first, with its row in the data set', async () => {
    const rows = await panel.batchRows();
    expect(rows[0]).toMatchObject({ row, bad: true, datasetRow: String(datasetRow) });
    expect(rows.slice(1).some((row) => row.bad)).toBe(false);
  });

  it('goes back to the line from the panel', async () => {
    await workbench.goToLine(1);
    await panel.frame
      .getByRole('button', { name: `train.py:${findingLine}` })
      .first()
      .click();
    await workbench.page.locator('.statusbar').getByText(`Ln ${findingLine}`).waitFor();
  });

  it('goes on when the layer shall be ignored, keeps the panel, and says so', async () => {
    await panel.frame.getByRole('button', { name: 'Ignore in this layer' }).click();
    await panel.frame.getByRole('status').filter({ hasText: 'The run goes on' }).waitFor();
  });

  it('trains on to the end', async () => {
    await debugging.waitForEnd();
    await panel.frame.getByRole('status').filter({ hasText: 'The session has ended' }).waitFor();
  });

  it('keeps what the panel has read while another editor hides it', async () => {
    const tab = workbench.page.getByRole('tab', { name: /^Keras: tensor stop/ });
    // Its part of the window is the active one since the button in it was pressed.
    await workbench.openFile('log-of-zero/expected.json');
    await expect.poll(() => tab.getAttribute('aria-selected')).toBe('false');
    await tab.click();
    await panel.histogram().waitFor();
    expect(await panel.batchRows()).not.toHaveLength(0);
  });

  it('still has the finding after the window was reloaded', async () => {
    await workbench.reload();
    await panel.frame.getByRole('status').filter({ hasText: 'The session has ended' }).waitFor();
    expect(await panel.heading().innerText()).toMatch(/^NaN in letter_entropy/);
  });
});
