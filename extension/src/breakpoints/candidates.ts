/** Tensors that the user points at while the run stands still: in the editor, or in VARIABLES. */
import * as vscode from 'vscode';
import { type TensorTargetArguments } from '../../shared/generated/protocol';
import { debugType } from '../contributions';
import { ask } from '../debug/ask';
import { expressionAt } from './expression';
import { type KerasSessions } from './kerasSessions';
import { type Candidate, type Found } from './questions';

/** What VS Code hands to a command in the menu of a variable. */
export interface VariableContext {
  readonly sessionId: string;
  readonly container: { readonly variablesReference: number };
  readonly variable: { readonly name: string };
}

/** The selected text, or the name at the cursor, in the frame that is selected in CALL STACK. */
export function inEditor(): Candidate | undefined {
  const frame = vscode.debug.activeStackItem;
  const editor = vscode.window.activeTextEditor;
  if (!(frame instanceof vscode.DebugStackFrame) || frame.session.type !== debugType || !editor) {
    return undefined;
  }
  const { document, selection } = editor;
  const line = document.lineAt(selection.active.line).text;
  const name = selection.isEmpty
    ? expressionAt(line, selection.active.character)
    : document.getText(selection).trim();
  return name ? candidate(frame.session, { name, frameId: frame.frameId }) : undefined;
}

export function inVariables(context: VariableContext, sessions: KerasSessions): Candidate | undefined {
  const { sessionId, container, variable } = context;
  const session = sessions.byId(sessionId);
  const { variablesReference } = container;
  return session && candidate(session, { name: variable.name, variablesReference });
}

function candidate(session: vscode.DebugSession, args: TensorTargetArguments): Candidate {
  return { name: args.name, find: () => find(session, args) };
}

async function find(session: vscode.DebugSession, args: TensorTargetArguments): Promise<Found | undefined> {
  let why = `“${args.name}” cannot be watched.`;
  try {
    const body = await ask(session, 'keras/tensorTarget', args);
    if (body.target) {
      const { name, target, line } = body.target;
      return { setting: { type: 'tensor', name, target, changes: [] }, ...(line && { now: line }) };
    }
    why = body.why ?? why;
  } catch (error) {
    why += ` ${error instanceof Error ? error.message : String(error)}`;
  }
  void vscode.window.showWarningMessage(why);
  return undefined;
}
