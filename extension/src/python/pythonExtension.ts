/** The Python extension, when it is there: what it has selected, and its picker. */
import { PVSC_EXTENSION_ID, PythonExtension } from '@vscode/python-extension';
import * as vscode from 'vscode';

export function hasPythonExtension(): boolean {
  return vscode.extensions.getExtension(PVSC_EXTENSION_ID) !== undefined;
}

/** The interpreter that is selected for the folder, undefined when the extension is absent or has none. */
export async function selectedInterpreter(
  folder: vscode.WorkspaceFolder | undefined,
  log: vscode.LogOutputChannel,
): Promise<string | undefined> {
  if (!hasPythonExtension()) {
    return undefined;
  }
  try {
    const { environments } = await PythonExtension.api();
    const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
    return environment?.executable.uri?.fsPath;
  } catch (error) {
    // Another extension's failure is no reason to refuse a debug session: the other places remain.
    log.warn('The Python extension did not say which interpreter is selected.', error);
    return undefined;
  }
}

/** Fires when another interpreter is selected there; never, where that extension is not. */
export function onDidSelectInterpreter(selected: () => void): vscode.Disposable {
  let subscription: vscode.Disposable | undefined;
  let disposed = false;
  if (hasPythonExtension()) {
    PythonExtension.api().then(
      ({ environments }) => {
        if (!disposed) {
          subscription = environments.onDidChangeActiveEnvironmentPath(selected);
        }
      },
      () => undefined, // it does not start: there is nothing to be told of
    );
  }
  return new vscode.Disposable(() => {
    disposed = true;
    subscription?.dispose();
  });
}

export async function showInterpreterPicker(): Promise<void> {
  await vscode.commands.executeCommand('python.setInterpreter');
}
