/** The commands *Debug Keras fit*, watched or at full speed: F5 on a file, with what launch.json says of it. */
import * as vscode from 'vscode';
import { type Attributes, fitConfiguration, fullSpeedConfiguration } from './defaults';
import { type About, fileOf } from './lensArguments';
import { writtenConfiguration } from './written';

export async function debugFile(given?: vscode.Uri | string, about?: About): Promise<void> {
  const file = fileOf(given, about);
  await start(file, fitConfiguration(file?.fsPath), given);
}

export async function debugFileFullSpeed(given?: vscode.Uri | string, about?: About): Promise<void> {
  const file = fileOf(given, about);
  await start(file, fullSpeedConfiguration(file?.fsPath), given);
}

async function start(
  file: vscode.Uri | undefined,
  configuration: vscode.DebugConfiguration,
  given: vscode.Uri | string | undefined,
): Promise<void> {
  const uri = file ?? vscode.window.activeTextEditor?.document.uri;
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  // From a menu it is the file and nothing else; a lens stands for how this script is run.
  const written = typeof given === 'string' && uri ? asWritten(uri) : {};
  await vscode.debug.startDebugging(folder, { ...written, ...configuration });
}

/** What launch.json says of a script, but for how it is executed: that is what was chosen. */
export function asWritten(file: vscode.Uri): Attributes {
  const written = Object.entries(writtenConfiguration(file).configuration ?? {});
  return Object.fromEntries(written.filter(([name]) => name !== 'execution'));
}
