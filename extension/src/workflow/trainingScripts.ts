/** Whether the active file has to do with Keras: what tries it stands in the menu of *Run* then, not of all Python. */
import * as vscode from 'vscode';
import { isTrainingScriptKey } from '../contributions';

const imports = /^\s*(?:import|from)\s+(?:keras|tensorflow|keras_\w+)\b/m;

export function followTrainingScripts(): vscode.Disposable {
  const tell = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const is = document?.languageId === 'python' && imports.test(document.getText());
    void vscode.commands.executeCommand('setContext', isTrainingScriptKey, is);
  };
  tell();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(tell),
    vscode.workspace.onDidSaveTextDocument(tell),
  );
}
