/** Processes that the debugged script starts become sessions of their own, below its session. */
import * as vscode from 'vscode';
import { debugType } from '../contributions';

/**
 * Starts the session that debugpy asks for by its older event.
 *
 * The newer way, the reverse request `startDebugging`, is VS Code's own work.
 */
export async function startChildSession(event: vscode.DebugSessionCustomEvent): Promise<void> {
  if (event.event !== 'debugpyAttach' || event.session.type !== debugType) {
    return;
  }
  const configuration = event.body as vscode.DebugConfiguration;
  await vscode.debug.startDebugging(
    event.session.workspaceFolder,
    { ...configuration, type: debugType, request: 'attach' },
    { parentSession: event.session, lifecycleManagedByParent: true },
  );
}
