/** A hover over a tensor's name while a Keras session is paused; VS Code shows it with the Alt key, the debugger's own without. */
import * as vscode from 'vscode';
import { type TensorDigest, type TensorReference } from '../../shared/generated/protocol';
import { commands } from '../contributions';
import { ask } from '../debug/ask';
import { expressionAt } from '../debug/expression';
import { selectedFrame } from '../debug/pointing';
import { bins, histogramPicture } from './histogramPicture';

export const tensorHover: vscode.HoverProvider = {
  async provideHover(document, position) {
    const frame = selectedFrame();
    const name = expressionAt(document.lineAt(position.line).text, position.character);
    if (!frame || name === undefined) {
      return undefined;
    }
    const reference: TensorReference = { type: 'expression', name };
    try {
      const { tensor } = await ask(frame.session, 'keras/tensor', {
        reference: { ...reference, frameId: frame.frameId },
      });
      return tensor && new vscode.Hover(await describe(frame.session, tensor, reference));
    } catch {
      // The run has gone on, or the word under the pointer is no name of this frame.
      return undefined;
    }
  },
};

async function describe(
  session: vscode.DebugSession,
  { line, handle }: TensorDigest,
  tensor: TensorReference,
): Promise<vscode.MarkdownString> {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: [commands.openTensor] };
  text.appendCodeblock(line, 'text');
  if (handle !== undefined && !line.startsWith('symbolic ')) {
    const picture = histogramPicture(await ask(session, 'keras/histogram', { handle, bins }));
    const link = `command:${commands.openTensor}?${encodeURIComponent(JSON.stringify([{ tensor }]))}`;
    text.appendMarkdown(`${picture ? `![histogram](${picture})\n\n` : ''}[Open tensor](${link})`);
  }
  return text;
}
