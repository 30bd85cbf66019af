// The panel of the batch, at a stop that one image makes.
import { beforeAll, describe, expect, it } from 'vitest';
import { seriousViolations } from './harness/accessibility';
import { BatchPanel, countTraffic } from './harness/batchPanel';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { expectedFinding } from './harness/expected';
import { Panel } from './harness/panel';
import { lookAt, themes } from './harness/themes';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();

/** One image is black: its deviation is 0. */
const photographs = `
import keras
import numpy as np
from keras import ops


class Standardise(keras.layers.Layer):
    def call(self, images):
        mean = ops.mean(images, axis=(1, 2, 3), keepdims=True)
        deviation = ops.std(images, axis=(1, 2, 3), keepdims=True)
        return (images - mean) / deviation


generator = np.random.default_rng(0)
images = generator.random((512, 224, 224, 3), dtype="float32")
images[77] = 0
labels = generator.integers(0, 10, 512)
model = keras.Sequential(
    [Standardise(), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10, activation="softmax")]
)
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(images, labels, batch_size=512, shuffle=False)
`;

describe('the batch of black-image', () => {
  const { rows, datasetRows } = expectedFinding('black-image');
  const [row, datasetRow] = [Number(rows[0]), Number(datasetRows[0])];
  let workspace: Workspace;
  let workbench: Workbench;
  let debugging: Debugging;
  let panel: BatchPanel;

  beforeAll(async () => {
    workspace = createWorkspace({ launchJson: false });
    workbench = await Workbench.open(await newPage(), workspace);
    debugging = new Debugging(workbench);
    await workbench.openFile('black-image/train.py');
    await debugging.pressF5();
    await debugging.waitForStop();
    // Room for the pictures.
    await workbench.page.keyboard.press('Control+J');
    await workbench.runCommand('Keras Debug: Show Batch');
    panel = new BatchPanel(workbench.page);
    await panel.heading().waitFor();
  });

  it('has the image that is to blame first, black and marked', async () => {
    const [first, ...others] = await panel.tiles();
    expect(first).toMatchObject({ row, bad: true, colours: ['0 0 0'] });
    expect(first?.flags.join()).toContain('constant');
    expect(others.some(({ bad }) => bad)).toBe(false);
    expect(others[0]?.colours.length).toBeGreaterThan(1);
  });

  it('says what the columns are, and how the labels are spread', async () => {
    const columns = await panel.frame.locator('details.columns').innerText();
    expect(columns).toMatch(/x\s+feature[^]*32 × 32 × 3, channels last/);
    expect(columns).toMatch(/y\s+label[^]*3 classes, names from class_names/);
    expect(await panel.frame.locator('.distribution').innerText()).toContain('triangle');
  });

  it('shows a row in full, and copies the code that fetches it', async () => {
    await panel.rows().press('Enter');
    const details = await panel.details().innerText();
    expect(details).toContain(`row ${datasetRow} of the data set`);
    expect(details).toMatch(/⚠ .*NaN/);
    expect(details).toContain('0 circle');
    const code = await panel.details().locator('.code code').innerText();
    expect(code).toContain(`x_train[${datasetRow}]`);
    await panel
      .details()
      .getByRole('button', { name: `Copy as code: row ${row}` })
      .click();
    await panel.details().getByText('Copied', { exact: true }).first().waitFor();
  });

  it('goes from row to row by keys, as a gallery and as a table', async () => {
    await panel.rows().press('ArrowRight');
    const second = await panel.current().locator('.number').innerText();
    await panel.frame.getByRole('heading', { name: `Row ${second}`, exact: true }).waitFor();
    await panel.frame.getByRole('button', { name: 'Table' }).click();
    await panel.rows().press('Home');
    expect(await panel.current().locator('.number').innerText()).toBe(String(row));
    expect(await panel.current().innerText()).toContain('circle');
    await panel.frame.getByRole('button', { name: 'Gallery' }).click();
    await panel.frame.getByRole('button', { name: 'Close the details' }).click();
  });

  it.each(themes)('keeps nobody out in a %s theme', async (theme) => {
    const body = panel.body();
    await lookAt({ workspace, workbench, theme, body, name: 'batch', top: panel.frame.locator('.order') });
  });

  it('still has the rows after the session and a reload of the window', async () => {
    await panel.rows().press('Enter');
    await debugging.stop();
    await workbench.reload();
    await panel.heading().waitFor();
    await panel.frame.getByRole('status').filter({ hasText: 'The session has ended' }).waitFor();
    const [first] = await panel.tiles();
    expect(first).toMatchObject({ row, bad: true, colours: ['0 0 0'] });
    expect(await panel.details().innerText()).toContain(`row ${datasetRow} of the data set`);
  });
});

describe('a batch of 512 images of 224 × 224 × 3', () => {
  let workbench: Workbench;
  let panel: BatchPanel;
  let asked: number;

  beforeAll(async () => {
    const workspace = createWorkspace({ launchJson: false });
    workspace.write('photographs.py', photographs);
    const page = await newPage();
    await countTraffic(page);
    workbench = await Workbench.open(page, workspace);
    await workbench.openFile('photographs.py');
    const debugging = new Debugging(workbench);
    await debugging.pressF5();
    await debugging.waitForStop();
    // The page of the stop has read all that it shows.
    const stop = new Panel(page);
    await stop.histogram().waitFor();
    await stop.batchRows();
    await workbench.quickOpen('>Keras Debug: Show Batch');
    const pick = workbench.quickPicks().filter({ hasText: 'Show Batch' }).first();
    await pick.waitFor();
    asked = Date.now();
    await pick.click();
    panel = new BatchPanel(page);
    await panel.heading().waitFor();
  });

  it('shows its first screen soon, the black image first, and moves no more than that', async () => {
    const [first, second] = await panel.tiles();
    expect(first).toMatchObject({ row: 77, bad: true, colours: ['0 0 0'] });
    expect(first?.flags.join()).toContain('constant');
    expect(second?.colours.length).toBeGreaterThan(1);
    await expect.poll(async () => (await panel.traffic()).drawn).not.toBeNull();
    const { rows, characters, drawn } = await panel.traffic();
    console.log(`first screen after ${Number(drawn) - asked} ms: ${rows} rows, ${characters} characters`);
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(60);
    // The batch has 308 MB.
    expect(characters).toBeLessThan(8e6);
  });

  it('reads only the rows that are scrolled to', async () => {
    const before = (await panel.traffic()).rows;
    await panel.rows().press('End');
    await expect.poll(() => panel.current().locator('.number').innerText()).toBe('511');
    await expect.poll(async () => (await panel.tiles()).at(-1)?.row).toBe(511);
    const read = (await panel.traffic()).rows - before;
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(60);
    expect(await panel.frame.locator('.tile').count()).toBeLessThan(60);
    // Tiles that are still being read are pale.
    await expect.poll(() => seriousViolations(panel.body())).toEqual([]);
  });
});
