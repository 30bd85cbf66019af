/** The Python file that the user looks at, as a script that can be run: saved, as F5 does, and on a disk. */
import * as vscode from 'vscode';

/** Whether code of the workspace may be run; the user is told when not. The commands are not offered then. */
export function mayRun(): boolean {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showErrorMessage(
      'This runs Python code of the workspace: trust the workspace first (Workspaces: Manage Workspace Trust).',
    );
  }
  return vscode.workspace.isTrusted;
}

/** Whether there is one, without a word. */
export function hasActiveScript(): boolean {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'python' && document.uri.scheme === 'file';
}

/** Undefined when there is none; the user has been told why. */
export async function activeScript(chosen?: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  if (!mayRun()) {
    return undefined;
  }
  const document = chosen
    ? await vscode.workspace.openTextDocument(chosen)
    : vscode.window.activeTextEditor?.document;
  const problem = await problemOf(document);
  if (problem !== undefined) {
    void vscode.window.showErrorMessage(problem);
    return undefined;
  }
  return document;
}

async function problemOf(document: vscode.TextDocument | undefined): Promise<string | undefined> {
  if (document?.languageId !== 'python') {
    return 'Open the Python script that trains first.';
  }
  if (document.isUntitled) {
    return 'Save this script first: it is run as a file.';
  }
  if (document.uri.scheme !== 'file') {
    return 'Only scripts that are files can be run: open the .py file itself.';
  }
  const saved = !document.isDirty || (await document.save());
  return saved ? undefined : 'The script could not be saved.';
}
