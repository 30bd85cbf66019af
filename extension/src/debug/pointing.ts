/** What the user points at while the run stands still: in the editor, in VARIABLES or in WATCH. */
import * as vscode from 'vscode';
import { debugType } from '../contributions';
import { expressionAt } from './expression';

/** What VS Code hands to a command in the menu of a variable, or of an expression in WATCH. */
export interface VariableContext {
  readonly sessionId?: string;
  /** Absent for an expression; for a part of one it has no reference. */
  readonly container?: { readonly variablesReference?: number };
  readonly variable: { readonly name: string; readonly evaluateName?: string };
}

/** A name in its container in VARIABLES, or an expression in a frame. */
export interface Pointed {
  readonly session: vscode.DebugSession;
  readonly name: string;
  readonly variablesReference?: number;
  readonly frameId?: number;
}

/** The frame of a Keras session that is selected in CALL STACK. */
export function selectedFrame(): vscode.DebugStackFrame | undefined {
  const item = vscode.debug.activeStackItem;
  return item instanceof vscode.DebugStackFrame && item.session.type === debugType ? item : undefined;
}

/** The selected text, or the name at the cursor, in the frame that is selected. */
export function inEditor(): Pointed | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    return undefined;
  }
  const { document, selection } = editor;
  const line = document.lineAt(selection.active.line).text;
  return inFrame(
    selection.isEmpty ? expressionAt(line, selection.active.character) : document.getText(selection).trim(),
  );
}

/** @param byId Finds a Keras session. */
export function inView(
  { sessionId, container, variable }: VariableContext,
  byId: (id: string) => vscode.DebugSession | undefined,
): Pointed | undefined {
  const reference = container?.variablesReference;
  if (reference === undefined) {
    return inFrame(variable.evaluateName ?? variable.name);
  }
  const session = sessionId === undefined ? undefined : byId(sessionId);
  return session && { session, name: variable.name, variablesReference: reference };
}

function inFrame(name: string | undefined): Pointed | undefined {
  const frame = selectedFrame();
  return frame && name ? { session: frame.session, name, frameId: frame.frameId } : undefined;
}
