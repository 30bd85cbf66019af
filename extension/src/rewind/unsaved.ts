/** Edits count once they are in the file: they are saved before a step is run again, as before debugging. */
import * as path from 'node:path';
import * as vscode from 'vscode';

const runWithout = 'Run Without Them';
const save = 'Save';

/** Python files with edits that are on no disk yet. */
export function unsavedFiles(): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(
    ({ isDirty, languageId, uri }) => isDirty && languageId === 'python' && uri.scheme === 'file',
  );
}

/** Saves as the setting `debug.saveBeforeStart` says, or asks; false when the user has given up. */
export async function saveFirst(): Promise<boolean> {
  const setting = vscode.workspace.getConfiguration('debug').get<string>('saveBeforeStart');
  if (unsavedFiles().length > 0 && setting !== 'none') {
    // Also those of other groups: a step has its code from more files than the one that is looked at.
    await vscode.workspace.saveAll(false);
  }
  const left = unsavedFiles();
  if (left.length === 0) {
    return true;
  }
  const question = `The edits in ${namesOf(left)} are not saved. Run the step again without them?`;
  const answer = await vscode.window.showWarningMessage(question, { modal: true }, save, runWithout);
  if (answer === save) {
    await Promise.all(left.map((document) => document.save()));
  }
  return answer !== undefined;
}

/** VS Code's own buttons do not ask us first: what they run is then told afterwards. */
export function warnOfUnsaved(): void {
  const left = unsavedFiles();
  if (left.length > 0) {
    const files = namesOf(left);
    void vscode.window.showWarningMessage(
      `${files} is not saved: the step runs again without your edits there.`,
    );
  }
}

function namesOf(documents: readonly vscode.TextDocument[]): string {
  return documents.map(({ fileName }) => path.basename(fileName)).join(', ');
}
