/** Writes a tensor into a file that the user chooses. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { ask } from '../debug/ask';
import { type Run } from '../debug/runs';

/** As the adapter has it: a tensor can be large, and its file on a slow network. */
const patience = 600_000;

export async function exportTensor(run: Run | undefined, handle: number, name: string): Promise<void> {
  const folder = run?.session.workspaceFolder?.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = `${name.replaceAll(/[^\w.-]+/g, '_') || 'tensor'}.npy`;
  const uri = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, file) }),
    filters: { 'NumPy array': ['npy'] },
  });
  if (!uri || !run) {
    return;
  }
  try {
    const args = { handle, path: uri.fsPath };
    const { path: written, bytes } = await ask(run.session, 'keras/exportTensor', args, patience);
    const size = `${bytes.toLocaleString('en')} bytes`;
    void vscode.window.showInformationMessage(`Wrote ${path.basename(written)} (${size}): np.load reads it.`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`${path.basename(uri.fsPath)} was not written: ${why}`);
  }
}
