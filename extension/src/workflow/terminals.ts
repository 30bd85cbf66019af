/** Runs `keras-debug` in VS Code's terminal, with the interpreter that a debug session would have. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { type Attributes } from '../debug/defaults';
import { writtenConfiguration } from '../debug/written';
import { argumentsOf, type Places, substituted } from '../debug/writtenConfigurations';
import { recordsVariable } from '../language/records';
import { commandOf } from '../python/candidates';
import { type Interpreters } from '../python/interpreters';
import { settle } from '../python/remedies';
import { type Trial } from './trials';

/** Commands that go on with the arguments of the script. */
const takesArguments: ReadonlySet<string> = new Set(['overfit', 'check-data', 'baselines', 'run']);

/** No definition of it can be written in tasks.json: tasks of this type are made here alone. */
const taskType = 'kerasDebug';
const source = 'Keras Debug';

export class Terminals {
  constructor(
    private readonly extensionPath: string,
    private readonly interpreters: Interpreters,
    /** Folder for what runs leave behind. */
    private readonly records: string,
  ) {}

  /**
   * Begins a trial; its output stays in the terminal after its end.
   *
   * A task starts the process itself: no shell has to be known, nothing has to be quoted.
   */
  async run({ words, title }: Trial, script: vscode.Uri): Promise<void> {
    const folder = vscode.workspace.getWorkspaceFolder(script);
    const { configuration, places } = writtenConfiguration(script);
    const python = await settle(this.interpreters, {
      folder,
      attribute: commandOf(configuration?.['python']),
      env: process.env,
      training: true,
    });
    if (!python) {
      return;
    }
    // As a debug session has it.
    const written = configuration?.['cwd'];
    const cwd =
      typeof written === 'string'
        ? substituted(written, places)
        : (folder?.uri.fsPath ?? path.dirname(script.fsPath));
    const more = takesArguments.has(words[0] ?? '') ? argumentsOf(configuration, places) : [];
    const args = [...python.options, path.join(this.extensionPath, 'pyadapter'), ...words, ...more];
    const env = { [recordsVariable]: this.records, ...environmentOf(configuration, places) };
    const name = `${title}: ${path.basename(script.fsPath)}`;
    const task = new vscode.Task(
      { type: taskType, words },
      folder ?? vscode.TaskScope.Workspace,
      name,
      source,
      new vscode.ProcessExecution(python.executable, args, { cwd, env }),
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

/** The variables that a launch configuration sets. */
function environmentOf(
  configuration: Attributes | undefined,
  places: Places,
): Readonly<Record<string, string>> {
  const entries = Object.entries((configuration?.['env'] ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, substituted(value, places)]] : [],
    ),
  );
}
