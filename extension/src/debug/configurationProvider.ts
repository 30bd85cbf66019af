/** Turns what the user has written, or nothing at all, into a configuration that can be launched. */
import * as vscode from 'vscode';
import { recordsVariable } from '../language/records';
import { commandOf } from '../python/candidates';
import { type Interpreters } from '../python/interpreters';
import { settle } from '../python/remedies';
import {
  type Attributes,
  fitConfiguration,
  fullSpeedConfiguration,
  isChildProcess,
  isEmpty,
  scriptEnvironment,
  withDefaults,
} from './defaults';
import { type AttributeSchema } from './describe';
import { showConfigurationProblems } from './launchJson';
import { problemsOf } from './validation';

/** The launch and attach attributes as the manifest declares them: the one schema that VS Code completes from, too. */
export type AttributeSchemas = Readonly<Record<'launch' | 'attach', AttributeSchema>>;

export class ConfigurationProvider implements vscode.DebugConfigurationProvider {
  constructor(
    private readonly schemas: AttributeSchemas,
    private readonly interpreters: Interpreters,
    /** Folder for what runs leave behind. */
    private readonly records: string,
  ) {}

  /** F5: an empty configuration is *Debug Keras fit* on the active file. */
  async resolveDebugConfiguration(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (!isEmpty(configuration)) {
      return withDefaults(configuration, folder?.uri.fsPath) as vscode.DebugConfiguration;
    }
    const problem = activeFileProblem();
    if (problem !== undefined) {
      await vscode.window.showErrorMessage(problem, { modal: true });
      return undefined;
    }
    // What is there is VS Code's own, `noDebug` for example.
    const fit = { ...configuration, ...fitConfiguration() };
    return withDefaults(fit, folder?.uri.fsPath) as vscode.DebugConfiguration;
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
    token?: vscode.CancellationToken,
  ): Promise<vscode.DebugConfiguration | undefined> {
    const { request } = configuration;
    // VS Code itself refuses any other request, and says so.
    if (isChildProcess(configuration) || (request !== 'launch' && request !== 'attach')) {
      return configuration;
    }
    const attributes: Attributes = configuration;
    const launch = request === 'launch';
    const problems = problemsOf(attributes, this.schemas[request]);
    if (problems.length > 0) {
      await showConfigurationProblems(problems, configuration.name, folder !== undefined);
      return undefined;
    }
    const python = await settle(this.interpreters, {
      folder,
      attribute: commandOf(attributes['python']),
      env: scriptEnvironment(attributes, process.env),
      training: launch && attributes['noDebug'] !== true,
    });
    if (!python || token?.isCancellationRequested) {
      return undefined;
    }
    const env = launch ? { [recordsVariable]: this.records, ...(configuration['env'] as object) } : undefined;
    return {
      ...configuration,
      ...(env && { env }),
      python: [python.executable, ...python.options],
    };
  }
}

/** Offers *Debug Keras fit* in the list of configurations, watched or at full speed, once: VS Code also asks without a folder. */
export const dynamicConfigurations: vscode.DebugConfigurationProvider = {
  provideDebugConfigurations: (folder) => (folder ? [fitConfiguration(), fullSpeedConfiguration()] : []),
};

function activeFileProblem(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'python') {
    return 'Open the Python script that trains, then press F5.';
  }
  if (document.isUntitled) {
    return 'Save this script first: the debugger runs the file.';
  }
  return document.uri.scheme === 'file'
    ? undefined
    : 'Keras Debug runs scripts that are files: open the .py file itself.';
}
