// The panel of attention, on a text classifier whose own pooling meets an empty text: one session.
import { beforeAll, describe, expect, it } from 'vitest';
import { AttentionPanel } from './harness/attentionPanel';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { expectedFinding } from './harness/expected';
import { lookAt, themes } from './harness/themes';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();
const expected = expectedFinding('empty-text');
const [guilty] = expected.rows;

describe('the panel of attention', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let debugging: Debugging;
  let attention: AttentionPanel;

  beforeAll(async () => {
    workspace = createWorkspace();
    workbench = await Workbench.open(await newPage(), workspace);
    debugging = new Debugging(workbench);
    attention = new AttentionPanel(workbench.page);
    await debugging.start('Empty text');
    const [top] = await debugging.waitForStop();
    const line = workspace.lineOf('empty-text/train.py', expected.marker);
    expect(top).toEqual({ name: expected.function, file: 'train.py', line });
    await workbench.page.keyboard.press('Control+J');
    await workbench.runCommand('Keras Debug: Show Attention');
  });

  it('opens at the layer that stopped and the row that is guilty, and flags its query', async () => {
    expect(await attention.sources()).toEqual(['reviews/self_attention', 'reviews/pooling']);
    expect(await attention.source().inputValue()).toBe('attention reviews/pooling');
    await expect.poll(() => attention.sample().inputValue()).toBe(String(guilty));
    await expect.poll(() => attention.readout().innerText()).toMatch(/^query 0 → key .*padding\): NaN/);
    expect(await attention.readout().innerText()).toContain('⚠ its weights are no distribution');
    expect(await attention.labels('queries')).toEqual(['⚠0']);
    await attention.frame.getByText('every key is padding').waitFor();
  });

  it('shows the heads of MultiHeadAttention, which the script has asked for no scores', async () => {
    await attention.source().selectOption('reviews/self_attention');
    await expect.poll(async () => (await attention.heads()).map(({ name }) => name)).toHaveLength(4);
    expect((await attention.heads())[0]?.flags).toContain('every query is padding');
    await attention.showSample(4);
    await expect.poll(() => attention.labels('keys')).toContain('the');
    await expect
      .poll(async () => (await attention.heads()).map(({ entropy }) => entropy))
      .toSatisfy((entropies: string[]) => entropies.every((entropy) => /^[12]\.\d\d bits$/.test(entropy)));
  });

  it('names queries and keys by the words of the text', async () => {
    const words = await attention.labels('keys');
    expect(words).toHaveLength(10);
    expect(words.slice(-2)).toEqual(['pad', 'pad']);
    expect(words.filter((word) => word !== 'pad').length).toBeGreaterThan(3);
    expect(await attention.labels('queries')).toEqual(words);
  });

  it('reads weights by keyboard, and heads', async () => {
    const words = await attention.labels('keys');
    await attention.map().focus();
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.page.keyboard.press('ArrowRight');
    await expect
      .poll(() => attention.readout().innerText())
      .toMatch(new RegExp(`^query ‘${words[1]}’ \\(1\\) → key ‘${words[2]}’ \\(2\\): 0\\.\\d+\\n.*bits`));
    await attention.frame.getByRole('radio', { name: /^Head 0/ }).focus();
    await workbench.page.keyboard.press('ArrowRight');
    await attention.frame.getByRole('heading', { name: 'Head 1' }).waitFor();
    expect(await attention.readout().innerText()).toContain(`‘${words[2]}’ (2)`);
  });

  it.each(themes)('keeps nobody out in a %s theme', async (theme) => {
    const body = attention.frame.locator('body');
    await lookAt({
      workspace,
      workbench,
      theme,
      body,
      name: 'attention',
      top: attention.frame.locator('.heads'),
    });
  });

  it('shows any tensor of the frame as attention, and goes back', async () => {
    await attention.frame.getByRole('textbox', { name: /^Another tensor/ }).fill('scores');
    await workbench.page.keyboard.press('Enter');
    await expect.poll(() => attention.source().inputValue()).toBe('expression scores');
    await attention.frame.getByText('8 queries, 10 keys').waitFor();
    await attention.frame.getByText(/not finite in \d queries/).waitFor();
    await attention.frame.getByRole('button', { name: 'Back to the layers' }).click();
    await expect.poll(() => attention.source().inputValue()).toBe('attention reviews/pooling');
  });

  it('keeps what it has read when the session is over, and when the window is reloaded', async () => {
    await expect.poll(() => attention.readout().innerText()).toMatch(/^query 0 → key .*: NaN/);
    await debugging.stop();
    const ended = attention.frame.getByRole('status').filter({ hasText: 'The session has ended' });
    await ended.waitFor();
    await workbench.reload();
    await ended.waitFor();
    expect(await attention.sources()).toHaveLength(2);
    await attention.map().waitFor();
  });
});
