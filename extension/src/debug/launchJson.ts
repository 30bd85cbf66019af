/** Errors in a launch configuration lead to where it is written. */
import * as vscode from 'vscode';

const openLabel = 'Open launch.json';

export async function openLaunchJson(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.debug.configure');
}

/** Shows the problems; nothing starts. `editable` is false when there is no launch.json to open. */
export async function showConfigurationProblems(
  problems: readonly string[],
  name: string,
  editable: boolean,
): Promise<void> {
  const [first = '', ...rest] = problems;
  const answer = await vscode.window.showErrorMessage(
    first,
    { modal: true, detail: [...rest, `Launch configuration "${name}".`].join('\n') },
    ...(editable ? [openLabel] : []),
  );
  if (answer === openLabel) {
    await openLaunchJson();
  }
}
