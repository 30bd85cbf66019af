/** The documentation of a check, as a page beside the code. */
import * as vscode from 'vscode';
import { commands } from '../contributions';
import { type LanguageServer } from './client';

const scheme = 'keras-debug-check';

export function registerExplaining(server: LanguageServer): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: async ({ path }) => server.explain(path.replace(/\.md$/, '')),
    }),
    vscode.commands.registerCommand(commands.explainCheck, async (code: string) => {
      const page = vscode.Uri.from({ scheme, path: `${code}.md` });
      await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
    }),
    vscode.commands.registerCommand(commands.restartLanguageServer, () => {
      server.restart();
    }),
  );
}
