/** The commands that try something with the active script: what the terminal's `keras-debug` does, from the palette. */
import * as vscode from 'vscode';
import { commands } from '../contributions';
import { type Interpreters } from '../python/interpreters';
import { activeScript, mayRun } from './activeScript';
import { type About, fileOf } from '../debug/lensArguments';
import { compareRuns } from './runsToCompare';
import { subjectAt, subjectsIn } from './subjects';
import { Terminals } from './terminals';
import { baselines, checkData, overfit, testLayer, type Trial } from './trials';

export function registerWorkflow(
  extensionPath: string,
  interpreters: Interpreters,
  records: string,
): vscode.Disposable {
  const terminals = new Terminals(extensionPath, interpreters, records);
  const onScript = (
    command: string,
    trialOf: (script: vscode.TextDocument, about?: About) => Trial | undefined | Promise<Trial | undefined>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (chosen?: vscode.Uri | string, about?: About) => {
      const script = await activeScript(fileOf(chosen, about));
      const trial = script && (await trialOf(script, about));
      if (trial) {
        await terminals.run(trial, script.uri);
      }
    });
  return vscode.Disposable.from(
    onScript(commands.overfitOneBatch, (script) => overfit(script.fileName)),
    onScript(commands.checkData, (script) => checkData(script.fileName)),
    onScript(commands.baselines, (script) => baselines(script.fileName)),
    onScript(commands.testLayer, layerToTest),
    vscode.commands.registerCommand(commands.compareRuns, async (chosen?: vscode.Uri) => {
      if (mayRun()) {
        await compareRuns(terminals, chosen);
      }
    }),
  );
}

/** The class that the cursor stands in, the only one there is, or the one that is picked. */
async function layerToTest(script: vscode.TextDocument, about?: About): Promise<Trial | undefined> {
  if (about?.name !== undefined) {
    return testLayer(script.fileName, about.name);
  }
  const subjects = subjectsIn(script.getText());
  const editor = vscode.window.activeTextEditor;
  const line = editor?.document === script ? editor.selection.active.line : -1;
  const certain = subjectAt(subjects, line) ?? (subjects.length === 1 ? subjects[0] : undefined);
  if (certain) {
    return testLayer(script.fileName, certain.name);
  }
  if (subjects.length === 0) {
    void vscode.window.showErrorMessage(
      'This script has no class to test: open the file that defines the layer, the loss or the metric.',
    );
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(
    subjects.map(({ name, description }) => ({ label: name, description })),
    { title: 'Test Layer Alone', placeHolder: 'Which layer, loss or metric?' },
  );
  return picked && testLayer(script.fileName, picked.label);
}
