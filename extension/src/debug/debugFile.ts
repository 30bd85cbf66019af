/** The commands *Debug Keras fit*, watched or at full speed: F5 on the active file, whatever launch.json says. */
import * as vscode from 'vscode';
import { fitConfiguration, fullSpeedConfiguration } from './defaults';

export async function debugFile(file?: vscode.Uri): Promise<void> {
  await start(file, fitConfiguration(file?.fsPath));
}

export async function debugFileFullSpeed(file?: vscode.Uri): Promise<void> {
  await start(file, fullSpeedConfiguration(file?.fsPath));
}

async function start(file: vscode.Uri | undefined, configuration: vscode.DebugConfiguration): Promise<void> {
  const uri = file ?? vscode.window.activeTextEditor?.document.uri;
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  await vscode.debug.startDebugging(folder, configuration);
}
