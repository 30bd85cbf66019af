/** Runs `keras-debug` in VS Code's terminal, with the interpreter that a debug session would have. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { type Interpreters } from '../python/interpreters';
import { settle } from '../python/remedies';
import { type Trial } from './trials';

/** No definition of it can be written in tasks.json: tasks of this type are made here alone. */
const taskType = 'kerasDebug';
const source = 'Keras Debug';

export class Terminals {
  constructor(
    private readonly extensionPath: string,
    private readonly interpreters: Interpreters,
  ) {}

  /**
   * Begins a trial; its output stays in the terminal after its end.
   *
   * A task starts the process itself: no shell has to be known, nothing has to be quoted.
   */
  async run({ words, title }: Trial, script: vscode.Uri): Promise<void> {
    const folder = vscode.workspace.getWorkspaceFolder(script);
    const python = await settle(this.interpreters, {
      folder,
      attribute: undefined,
      env: process.env,
      training: true,
    });
    if (!python) {
      return;
    }
    // As a debug session has it.
    const cwd = folder?.uri.fsPath ?? path.dirname(script.fsPath);
    const args = [...python.options, path.join(this.extensionPath, 'pyadapter'), ...words];
    const name = `${title}: ${path.basename(script.fsPath)}`;
    const task = new vscode.Task(
      { type: taskType, words },
      folder ?? vscode.TaskScope.Workspace,
      name,
      source,
      new vscode.ProcessExecution(python.executable, args, { cwd }),
      [],
    );
    task.presentationOptions = {
      reveal: vscode.TaskRevealKind.Always,
      panel: vscode.TaskPanelKind.Dedicated,
      clear: true,
      echo: false,
      showReuseMessage: false,
    };
    await vscode.tasks.executeTask(task);
  }
}
