import * as vscode from 'vscode';

/** By VS Code's command, so that its own views know of it; that names threads in this way. */
export async function goOn(session: vscode.DebugSession, threadId: number): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.debug.continue', {
    sessionId: session.id,
    threadId: `thread:${session.id}:${threadId}`,
  });
}
