/** Opens the panel of a tensor that the user points at. */
import * as vscode from 'vscode';
import { type TensorReference } from '../../shared/generated/protocol';
import { type KerasSessions } from '../breakpoints/kerasSessions';
import { commands } from '../contributions';
import { ask } from '../debug/ask';
import { inEditor, inView, type Pointed, type VariableContext } from '../debug/pointing';
import { type Panels } from './panels';

/** What comes with the command: nothing or a file from an editor, a variable from a view, a tensor from a hover. */
type Context = vscode.Uri | VariableContext | { readonly tensor: TensorReference } | undefined;

export function registerOpenTensor(panels: Panels, sessions: KerasSessions): vscode.Disposable {
  return vscode.commands.registerCommand(commands.openTensor, async (context: Context) => {
    if (context && 'tensor' in context) {
      panels.open('tensor', context);
      return;
    }
    const pointed =
      context && 'variable' in context ? inView(context, (id) => sessions.byId(id)) : inEditor();
    if (!pointed) {
      // The page offers those of this pause.
      panels.open('tensor');
      return;
    }
    const tensor = await find(pointed);
    if (tensor) {
      panels.open('tensor', { tensor });
    }
  });
}

async function find({ session, name, ...where }: Pointed): Promise<TensorReference | undefined> {
  const { frameId, variablesReference } = where;
  let why = `“${name}” is not a tensor.`;
  try {
    const { tensor, reference, ...answer } = await ask(session, 'keras/tensor', {
      reference: { type: 'expression', name, ...(frameId !== undefined && { frameId }) },
      ...(variablesReference !== undefined && { variablesReference }),
    });
    if (tensor) {
      // At the next pause it is looked for in the frame that is selected then.
      return { type: reference.type, name: reference.name };
    }
    why = answer.why ?? why;
  } catch (error) {
    why = `“${name}” cannot be read. ${error instanceof Error ? error.message : String(error)}`;
  }
  void vscode.window.showWarningMessage(why);
  return undefined;
}
