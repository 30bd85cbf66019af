/** The command *Debug Keras fit*: F5 on the active file, whatever launch.json says. */
import * as vscode from 'vscode';
import { fitConfiguration } from './defaults';

export async function debugFile(file?: vscode.Uri): Promise<void> {
  const uri = file ?? vscode.window.activeTextEditor?.document.uri;
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  await vscode.debug.startDebugging(folder, fitConfiguration(file?.fsPath));
}
