/** Where runs leave what they knew: a folder of the extension's, for each workspace; never in the user's own. */
import * as vscode from 'vscode';

/** What the debugged process and `keras-debug` in a terminal look for. */
export const recordsVariable = 'KERAS_DEBUG_RECORDS';

/** The folder; debug sessions and terminals that start from now on write there. */
export function keepRecords(context: vscode.ExtensionContext): vscode.Uri {
  const folder = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'runs');
  void vscode.workspace.fs.createDirectory(folder);
  const variables = context.environmentVariableCollection;
  variables.persistent = false;
  variables.description = 'keras-debug leaves here what the editor shows of the last run';
  variables.replace(recordsVariable, folder.fsPath);
  return folder;
}
