/** Lets the user select an interpreter: with the Python extension's picker, or with a small one of our own. */
import * as vscode from 'vscode';
import { settings } from '../contributions';
import { interpreterSetting } from './candidates';
import { hasPythonExtension, showInterpreterPicker } from './pythonExtension';

/** False when nothing was selected. The setting comes before the Python extension's choice, so it is changed where it is set. */
export async function pickInterpreter(folder: vscode.WorkspaceFolder | undefined): Promise<boolean> {
  if (hasPythonExtension() && interpreterSetting(folder) === '') {
    await showInterpreterPicker();
    return true;
  }
  const files = await vscode.window.showOpenDialog({
    title: 'Select the Python that has TensorFlow and Keras',
    openLabel: 'Select Interpreter',
    ...(folder ? { defaultUri: folder.uri } : {}),
  });
  const file = files?.[0];
  if (!file) {
    return false;
  }
  const target = folder ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Global;
  await vscode.workspace
    .getConfiguration(settings.section, folder?.uri ?? null)
    .update(settings.python, file.fsPath, target);
  return true;
}
