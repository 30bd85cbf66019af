// What can be tried with a script, from the palette: in the terminal, with the interpreter of a debug session.
import { beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './harness/browser';
import { Debugging } from './harness/debugging';
import { Panel } from './harness/panel';
import { readableTerminal, Terminal } from './harness/terminal';
import { Workbench } from './harness/workbench';
import { createWorkspace, type Workspace } from './harness/workspace';

const newPage = useBrowser();
const script = 'impossible-label/train.py';

/** TensorFlow is imported first, on a machine that has other things to do. */
const patience = { timeout: 90_000 };

describe('what can be tried with a script', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let terminal: Terminal;

  beforeAll(async () => {
    workspace = createWorkspace({ launchJson: false });
    workspace.write('.vscode/settings.json', JSON.stringify(readableTerminal));
    // A name that any shell would have to be told of.
    workspace.write("my $HOME 'scripts'/letters.py", workspace.read('log-of-zero/train.py'));
    workbench = await Workbench.open(await newPage(), workspace);
    terminal = new Terminal(workbench.page);
  });

  it('says what to do when no script is open', async () => {
    await workbench.openFile('log-of-zero/expected.json');
    await workbench.runCommand('Keras Debug: Overfit One Batch');
    await workbench.notification('Open the Python script that trains first.').waitFor();
  });

  it('overfits one batch and gives its verdict, whatever the path is like', async () => {
    await workbench.openFile("my $HOME 'scripts'/letters.py");
    await workbench.runCommand('Keras Debug: Overfit One Batch');
    await terminal.tab('Overfit One Batch: letters.py').first().waitFor();
    await terminal.maximize();
    await expect.poll(() => terminal.text(), patience).toContain('The model fits the batch');
  });

  it('checks the data', async () => {
    await workbench.runCommand('Keras Debug: Check the Data');
    await terminal.tab('Check the Data: letters.py').first().waitFor();
    await expect.poll(() => terminal.text(), patience).toMatch(/x\s+16×26 float32[^]*Nothing looks wrong/);
  });

  it('tests the class that the cursor is in, without a question', async () => {
    await workbench.page.keyboard.press('Control+J');
    await workbench.goToLine(workspace.lineOf('log-of-zero/train.py', 'def call'));
    await workbench.runCommand('Keras Debug: Test Layer Alone…');
    await expect.poll(() => terminal.text(), patience).toContain('LetterEntropy');
  });

  it('shows at a stop each cause with how sure it is, its line, and its fix', async () => {
    await workbench.page.keyboard.press('Control+J');
    const debugging = new Debugging(workbench);
    const panel = new Panel(workbench.page);
    await workbench.openFile(script);
    await debugging.pressF5();
    await debugging.waitForStop();
    const causes = panel.frame.locator('ol.causes > li');
    await causes.first().waitFor();
    expect(await causes.first().locator('.confidence').innerText()).toMatch(/^(certain|likely|worth a try)$/);
    await causes.first().getByRole('button', { name: 'Copy the fix' }).waitFor();
    const line = workspace.lineOf(script, 'layers.Dense(2');
    await causes
      .first()
      .getByRole('button', { name: `train.py:${line}` })
      .click();
    await workbench.page.locator('.statusbar').getByText(`Ln ${line}`).waitFor();
    await debugging.stop();
  });
});
