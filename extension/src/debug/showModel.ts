/** *Show Model*: debugs a script until its first step, where the model has its shapes, and opens its panel. */
import * as vscode from 'vscode';
import { commands } from '../contributions';
import { panels } from '../panels/panelNames';
import { asWritten } from './debugFile';
import { fitConfiguration } from './defaults';
import { type About, fileOf } from './lensArguments';
import { nameOf, showsModel } from './modelShown';
import { type Runs } from './runs';

export function registerShowModel(runs: Runs): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.showModelOf, showModel),
    runs.onDidStop(({ session }) => {
      if (showsModel(session.configuration)) {
        void vscode.commands.executeCommand(panels.model.command);
      }
    }),
  );
}

async function showModel(given?: vscode.Uri | string, about?: About): Promise<void> {
  const file = fileOf(given, about) ?? vscode.window.activeTextEditor?.document.uri;
  if (!file) {
    return;
  }
  await vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(file), {
    ...asWritten(file),
    ...fitConfiguration(file.fsPath),
    name: nameOf(about?.name),
    openPanelOnStop: false,
  });
}
