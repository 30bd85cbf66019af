import * as vscode from 'vscode';
import { type Location } from '../../shared/generated/protocol';

/** Shows a line of the user's code: where its file is open already, otherwise in the first column. */
export async function openLocation(location: Location): Promise<void> {
  const uri = vscode.Uri.file(location.file);
  const start = new vscode.Position(Math.max(0, location.line - 1), 0);
  try {
    await vscode.window.showTextDocument(uri, {
      viewColumn: columnOf(uri) ?? vscode.ViewColumn.One,
      selection: new vscode.Range(start, start),
    });
  } catch {
    await vscode.window.showWarningMessage(`${location.file} cannot be opened from here.`);
  }
}

function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  return vscode.window.tabGroups.all.find((group) =>
    group.tabs.some((tab) => tab.input instanceof vscode.TabInputText && tab.input.uri.fsPath === uri.fsPath),
  )?.viewColumn;
}
