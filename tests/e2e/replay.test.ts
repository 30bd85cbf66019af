// Training at full speed: the step that goes wrong is run again, watched; its code is mended, and it passes.
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging, type Frame } from './harness/debugging';
import { expectedFinding } from './harness/expected';
import { Panel } from './harness/panel';
import { FullSpeed } from './harness/fullSpeed';
import { screenshot } from './harness/screenshots';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();
const script = 'step-400/train.py';
const expected = expectedFinding('step-400');

/** Written by the end of the script: it comes after the training, and weights tell what came of that. */
const weights = 'weights.txt';
const toTheEnd = `
finite = all(np.isfinite(weight).all() for weight in model.get_weights())
open("${weights}", "w").write(f"finite: {finite}")
`;
/** Slow enough to be watched, as soon as the layer is mended. */
const slowly =
  'callbacks=[keras.callbacks.LambdaCallback(on_train_batch_end=lambda *_, **__: __import__("time").sleep(0.005))]';
const mended = 'left = ops.sqrt(ops.maximum(1.0 - 0.01 * ops.square(load), 0.0))';

describe('Debug Keras fit (full speed) on step-400/train.py', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let debugging: Debugging;
  let fullSpeed: FullSpeed;
  let panel: Panel;
  let line: number;
  let top: Frame | undefined;

  beforeAll(async () => {
    workspace = createWorkspace({ launchJson: false });
    workspace.write(script, workspace.read(script).replace('verbose=2)', `verbose=2, ${slowly})`) + toTheEnd);
    line = workspace.lineOf(script, expected.marker);
    workbench = await Workbench.open(await newPage(), workspace);
    debugging = new Debugging(workbench);
    fullSpeed = new FullSpeed(workbench);
    panel = new Panel(workbench.page);
    await workbench.openFile(script);
    await workbench.runCommand('Keras Debug: Debug Keras Fit at Full Speed');
    [top] = await debugging.waitForStop();
    // The script's output stands below; without it the pictures show more of the code.
    await workbench.page.keyboard.press('Control+J');
  });

  it('stops at the line of the layer, in step 400', async () => {
    expect(top).toEqual({ name: expected.function, file: 'train.py', line });
    expect(await debugging.exceptionWidget().innerText()).toContain(`step ${expected.step}`);
  });

  it('shows the batch, and that the step is the one that was trained', async () => {
    const rows = await panel.batchRows();
    const bad = rows.filter((row) => row.bad).map(({ row, datasetRow }) => [row, datasetRow]);
    expect(bad).toEqual([[expected.rows[0], String(expected.datasetRows[0])]]);
    expect((await panel.evidence()).join()).toContain(`Step ${expected.step} was replayed exactly`);
    await expect.poll(() => debugging.variable('load')).toContain('f32[32,1]');
  });

  it('offers beside the other buttons of the debugger to go back', async () => {
    await fullSpeed.button('Rewind…').waitFor();
    await fullSpeed.button('Continue Without This Update').waitFor();
    await panel.frame.getByRole('button', { name: 'Run this step again' }).waitFor();
    await screenshot(workbench.page, 'full-speed');
    await fullSpeed.button('Rewind…').click();
    await expect
      .poll(() => workbench.quickPicks().allInnerTexts())
      .toEqual([
        expect.stringContaining('Run this step again'),
        expect.stringMatching(/With another learning rate…[^]*now 0\.001/),
        expect.stringContaining(`Without row ${expected.rows[0]}`),
        expect.stringContaining('Without rows…'),
        expect.stringContaining('Go back some steps…'),
      ]);
    await screenshot(workbench.page, 'rewind');
    await workbench.page.keyboard.press('Escape');
  });

  it('runs the step again at Step Back, which stops where it did', async () => {
    const stops = await fullSpeed.anotherStop(panel);
    await fullSpeed.button('Step Back').click();
    await stops();
    expect((await debugging.waitForStop())[0]).toEqual(top);
    expect(await panel.frame.locator('.eyebrow').innerText()).toContain(`step ${expected.step}`);
  });

  it('runs the step again at Restart Frame with the layer as it was mended', async () => {
    await workbench.page.getByRole('tab', { name: /^train\.py/ }).click();
    await workbench.replaceLine(line, mended);
    await workbench.page.keyboard.press('Control+S');
    await expect.poll(() => workspace.read(script)).toContain(mended);
    await fullSpeed.restartFrame('call');
    await expect.poll(() => fullSpeed.statusBar(), { timeout: 60_000 }).toMatch(/ran again/);
  });

  it('goes on at full speed, and says so', async () => {
    await expect.poll(() => fullSpeed.statusBar()).toMatch(/full speed · epoch [12]\/2 · step/);
  });

  it('pauses in the next step when it is told to, where its update can be left out', async () => {
    await fullSpeed.button('Pause at Next Step').click();
    expect((await debugging.waitForStop())[0]).toMatchObject({ file: 'train.py' });
    await fullSpeed.button('Continue Without This Update').click();
  });

  it('trains on to the end of the script', async () => {
    await debugging.waitForEnd();
    await expect.poll(() => fs.existsSync(path.join(workspace.folder, weights))).toBe(true);
    expect(workspace.read(weights)).toBe('finite: True');
    expect(await fullSpeed.console()).toMatch(/BatteryLeft\.call[^]*no finding/);
  });
});
