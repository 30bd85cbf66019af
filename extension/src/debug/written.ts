/** Looks up what the user has written in launch.json for a script. */
import * as vscode from 'vscode';
import { debugType } from '../contributions';
import { type Attributes } from './defaults';
import { type Places, writtenFor } from './writtenConfigurations';

export interface Written {
  readonly places: Places;
  readonly configuration: Attributes | undefined;
}

export function writtenConfiguration(file: vscode.Uri): Written {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  const configurations = vscode.workspace
    .getConfiguration('launch', folder?.uri ?? null)
    .get<readonly Attributes[]>('configurations', []);
  const places = { workspaceFolder: folder?.uri.fsPath, file: file.fsPath };
  const same = (one: string, other: string): boolean => vscode.Uri.file(one).fsPath === other;
  return { places, configuration: writtenFor(configurations, debugType, places, same) };
}
