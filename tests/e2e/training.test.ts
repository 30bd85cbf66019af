// The panel of the training, watched while a script trains, until its first NaN: one session.
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { TrainingPanel } from './harness/trainingPanel';
import { lookAt, themes } from './harness/themes';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();
const script = 'live/train.py';
const [batch, badStep, stepsPerEpoch] = [8, 300, 120];

/** Some seconds of steps, however fast the machine is; then a row that a logarithm has no value for. */
const source = `import time

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

class Decibels(layers.Layer):
    def call(self, power):
        return ops.log(power)


keras.utils.set_random_seed(1)
random = np.random.default_rng(1)
power = random.uniform(0.1, 2.0, (${batch * 3 * stepsPerEpoch}, 12)).astype("float32")
target = np.log(power).mean(axis=1, keepdims=True)
power[${batch * badStep}, 3] = -1.0

model = keras.Sequential(
    [
        keras.Input((12,)),
        Decibels(name="decibels"),
        *[layers.Dense(24, activation="gelu", name=f"hidden_{number}") for number in range(4)],
        layers.Dense(1, name="head"),
    ],
    name="noise",
)
schedule = keras.optimizers.schedules.CosineDecay(0.005, ${3 * stepsPerEpoch})
model.compile(keras.optimizers.Adam(schedule), "mse", metrics=["mae"])
data = tf.data.Dataset.from_tensor_slices((power, target)).batch(${batch})
check = (power[:64], target[:64])
wait = keras.callbacks.LambdaCallback(on_train_batch_end=lambda *_, **__: time.sleep(0.04))
model.fit(data, epochs=3, steps_per_epoch=${stepsPerEpoch}, validation_data=check, verbose=2, callbacks=[wait])
`;

describe('the panel of the training', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let debugging: Debugging;
  let training: TrainingPanel;
  const lossSteps = () => training.lastStep('Loss', 'loss');

  beforeAll(async () => {
    workspace = createWorkspace({ launchJson: false });
    workspace.write(script, source);
    workbench = await Workbench.open(await newPage(), workspace);
    debugging = new Debugging(workbench);
    training = new TrainingPanel(workbench.page);
    await workbench.openFile(script);
    await debugging.pressF5();
    await training.statusBarItem().getByText('epoch 1/3').waitFor({ timeout: 120_000 });
  });

  it('opens from the status bar, which says how far the run is, and shows what came before', async () => {
    await expect
      .poll(() => training.statusBarItem().innerText())
      .toMatch(/^\s*epoch \d\/3 · step \d+\/120 · [\d.]+ (steps\/s|s a step) · .+ left · loss [\d.]+$/);
    await training.statusBarItem().locator('a').click();
    await training.chart('Loss').waitFor();
    expect(await training.summary('Loss')).toContain('loss from');
    expect(await training.summary('Loss')).toContain('at step 0');
  });

  it('gets on with the run', async () => {
    const before = await lossSteps();
    expect(before).toBeLessThan(badStep - 1);
    await expect.poll(lossSteps, { timeout: 10_000 }).toBeGreaterThan(before);
    await training.frame
      .getByRole('status')
      .filter({ hasText: /^(Training|Validating)\.$/ })
      .waitFor();
  });

  it('holds still when it is told to, and follows again', async () => {
    await training.frame.getByRole('button', { name: 'Hold still' }).click();
    const before = await lossSteps();
    await workbench.page.waitForTimeout(2_500);
    expect(await lossSteps()).toBe(before);
    await training.frame.getByRole('button', { name: 'Follow again' }).click();
    await expect.poll(lossSteps).toBeGreaterThan(before);
  });

  it('marks the stop when the run has come to it', async () => {
    await debugging.waitForStop();
    await workbench.page.keyboard.press('Control+J');
    await expect
      .poll(() => training.statusBarItem().innerText())
      .toMatch(/paused · epoch 3\/3 · step 60\/120/);
    // The panel of the stop has come before it.
    await workbench.runCommand('Keras Debug: Show Training');
    const found = training.frame.getByRole('region', { name: 'Findings and stops' });
    expect(await found.innerText()).toContain('NaN in decibels');
    await found
      .getByRole('button', { name: `train.py:${workspace.lineOf(script, 'ops.log(power)')}` })
      .waitFor();
    await expect.poll(lossSteps).toBe(badStep - 1);
  });

  it('draws every group, layers by their gradients and updates', async () => {
    for (const title of [
      'Loss',
      'Metrics',
      'Gradient norm',
      'Update ratio',
      'Learning rate',
      'Step time',
      'Memory',
    ]) {
      expect(await training.drawnPixels(title)).toBeGreaterThan(1_000);
    }
    expect(await training.lines('Loss')).toEqual(['loss', 'val_loss']);
    expect(await training.lines('Metrics')).toEqual(['mae', 'val_mae']);
    const layers = ['head', 'hidden_0', 'hidden_1', 'hidden_2', 'hidden_3'];
    expect((await training.lines('Gradient norm')).sort()).toEqual(['gradient norm', ...layers]);
    expect((await training.lines('Update ratio')).sort()).toEqual([...layers, 'update ratio']);
  });

  it('reads by keyboard, with one cursor for all charts', async () => {
    const { keyboard } = workbench.page;
    await training.chart('Loss').focus();
    await keyboard.press('Home');
    await expect.poll(() => training.cursor().innerText()).toMatch(/at step 0$/);
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowLeft');
    await expect.poll(() => training.cursor().innerText()).not.toMatch(/at step 0$/);
    const lines = training.frame.locator('figure.chart .u-cursor-x:not(.u-off)');
    expect(await lines.count()).toBe(7);
    await keyboard.press('End');
    await expect.poll(() => training.cursor().innerText()).toMatch(/at step 29\d$/);
    await keyboard.press('Enter');
    const readings = await training.readings();
    expect(Object.keys(readings)).toEqual(
      expect.arrayContaining([
        'Loss: loss',
        'Metrics: val_mae',
        'Gradient norm: noise/head',
        'Memory, MiB: process',
      ]),
    );
    await keyboard.press('Escape');
    await training.frame.locator('table.readings').waitFor({ state: 'detached' });
  });

  it('keeps the step of a finding on a click at its line', async () => {
    const found = training.frame.getByRole('region', { name: 'Findings and stops' });
    await found.getByRole('button', { name: `Step ${badStep}` }).click();
    const step = training.frame.getByRole('region', { name: `Step ${badStep} Close` });
    expect(await step.innerText()).toContain('NaN in decibels');
    await step.getByRole('button', { name: 'Close' }).click();
  });

  it('shows the layers that are picked', async () => {
    await training.frame.getByText('Layers: all 5').click();
    await training.frame.getByRole('checkbox', { name: 'noise/hidden_0' }).uncheck();
    await expect.poll(() => training.lines('Gradient norm')).not.toContain('hidden_0');
    await training.frame.getByText('Layers: 4 chosen of 5').click();
  });

  it('has two charts in a row where there is room', async () => {
    await workbench.page.keyboard.press('Control+B');
    const top = async (title: string) => (await training.chart(title).boundingBox())?.y ?? NaN;
    const apart = async () => Math.abs((await top('Metrics')) - (await top('Loss')));
    await expect.poll(apart).toBeLessThan(5);
  });

  it.each(themes)('keeps nobody out in a %s theme', async (theme) => {
    const body = training.frame.locator('body');
    const top = training.frame.getByRole('heading', { name: 'Course' });
    await lookAt({ workspace, workbench, theme, body, name: 'training', top });
  });

  it('leaves the status bar with the session, and keeps its charts when the window is reloaded', async () => {
    await debugging.stop();
    await training.statusBarItem().waitFor({ state: 'hidden' });
    await workbench.reload();
    await training.frame.getByRole('status').filter({ hasText: 'The session has ended' }).waitFor();
    expect(await lossSteps()).toBeGreaterThan(250);
    expect(await training.lines('Gradient norm')).not.toContain('hidden_0');
  });
});
