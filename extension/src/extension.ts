/** Builds the parts of the extension and registers them with VS Code. */
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { registerBreakpointCommands } from './breakpoints/commands';
import { KerasSessions } from './breakpoints/kerasSessions';
import { StopActions } from './breakpoints/stopActions';
import { TensorBreakpoints } from './breakpoints/tensorBreakpoints';
import { TensorBreakpointsView } from './breakpoints/view';
import { commands, debugType } from './contributions';
import { AdapterFactory } from './debug/adapterFactory';
import {
  type AttributeSchemas,
  ConfigurationProvider,
  dynamicConfigurations,
} from './debug/configurationProvider';
import { debugFile, debugFileFullSpeed } from './debug/debugFile';
import { ProgressItem } from './debug/progressItem';
import { Runs } from './debug/runs';
import { TrackerFactory } from './debug/tracker';
import { panels as panelDescriptions } from './panels/panelNames';
import { registerOpenTensor } from './panels/openTensor';
import { Panels } from './panels/panels';
import { tensorHover } from './panels/tensorHover';
import { registerShowModel } from './debug/showModel';
import { LanguageServer } from './language/client';
import { registerExplaining } from './language/explaining';
import { keepRecords } from './language/records';
import { Interpreters } from './python/interpreters';
import { registerRewinding } from './rewind/commands';
import { Rewinding } from './rewind/rewinding';
import { registerWorkflow } from './workflow/commands';
import { followTrainingScripts } from './workflow/trainingScripts';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Keras Debug', { log: true });
  const runs = new Runs();
  const breakpoints = new TensorBreakpoints(context.workspaceState);
  const sessions = new KerasSessions(breakpoints, log);
  const view = new TensorBreakpointsView(breakpoints, sessions);
  const actions = new StopActions(runs, breakpoints, sessions);
  const rewinding = new Rewinding(runs, log);
  const panels = new Panels(context.extensionUri, runs, actions, rewinding, log);
  const interpreters = new Interpreters(log);
  const records = keepRecords(context);
  const provider = new ConfigurationProvider(attributeSchemas(context), interpreters, records.fsPath);
  const server = new LanguageServer(context.extensionPath, interpreters, records, log);
  const { debug, workspace } = vscode;
  context.subscriptions.push(
    log,
    runs,
    breakpoints,
    sessions,
    view,
    panels,
    new ProgressItem(runs, panelDescriptions.training.command),
    registerBreakpointCommands(breakpoints, sessions, view, actions),
    registerRewinding(rewinding),
    registerOpenTensor(panels, sessions),
    registerShowModel(runs),
    registerWorkflow(context.extensionPath, interpreters, records.fsPath),
    server,
    registerExplaining(server),
    followTrainingScripts(),
    vscode.languages.registerHoverProvider('python', tensorHover),
    debug.registerDebugConfigurationProvider(debugType, provider),
    debug.registerDebugConfigurationProvider(
      debugType,
      dynamicConfigurations,
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    debug.registerDebugAdapterDescriptorFactory(debugType, new AdapterFactory(context, log)),
    debug.registerDebugAdapterTrackerFactory(
      debugType,
      new TrackerFactory(runs, sessions, rewinding, log, context.logUri.fsPath),
    ),
    debug.onDidTerminateDebugSession((session) => {
      runs.end(session);
    }),
    debug.onDidChangeActiveDebugSession((session) => {
      runs.select(session);
    }),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      breakpoints.edited(document.uri.fsPath, contentChanges);
    }),
    vscode.commands.registerCommand(commands.debugFile, debugFile),
    vscode.commands.registerCommand(commands.debugFileFullSpeed, debugFileFullSpeed),
    vscode.commands.registerCommand(commands.showLog, () => {
      log.show();
    }),
  );
}

/**
 * The manifest's launch attributes are generated from the protocol's schema: one source for completion and checks.
 *
 * Read from the file, because VS Code adds alternatives of its own to the attributes of the loaded manifest.
 */
function attributeSchemas(context: vscode.ExtensionContext): AttributeSchemas {
  const manifest = JSON.parse(fs.readFileSync(context.asAbsolutePath('package.json'), 'utf8')) as {
    contributes: { debuggers: readonly [{ configurationAttributes: AttributeSchemas }] };
  };
  return manifest.contributes.debuggers[0].configurationAttributes;
}
