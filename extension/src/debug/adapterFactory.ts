/** Starts the debug adapter: our Python package, run by the interpreter that the script runs with. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { commandOf } from '../python/candidates';
import { adapterArguments } from './adapterArguments';
import { type Attributes } from './defaults';

export class AdapterFactory implements vscode.DebugAdapterDescriptorFactory {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  createDebugAdapterDescriptor(session: vscode.DebugSession): vscode.DebugAdapterDescriptor {
    const attributes: Attributes = session.configuration;
    const python = commandOf(attributes['python']);
    if (!python) {
      throw new Error('No Python interpreter is selected: set "python" in the launch configuration.');
    }
    const adapter = path.join(this.context.extensionPath, 'pyadapter');
    const args = [...python.options, adapter, 'adapter', ...adapterArguments(attributes, this.logFolder())];
    this.log.info(`Debug adapter: ${[python.executable, ...args].join(' ')}`);
    return new vscode.DebugAdapterExecutable(python.executable, args);
  }

  /** Undefined when the folder cannot be made, as on a full disk: logs are no reason to refuse a session. */
  private logFolder(): string | undefined {
    const folder = this.context.logUri.fsPath;
    try {
      fs.mkdirSync(folder, { recursive: true });
      return folder;
    } catch (error) {
      this.log.warn(`No folder for logs at ${folder}: the session goes without.`, error);
      return undefined;
    }
  }
}
