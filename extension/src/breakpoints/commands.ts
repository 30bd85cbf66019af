/** The commands of the Tensor Breakpoints view. */
import * as vscode from 'vscode';
import { commands } from '../contributions';
import { inEditor, inView, type Pointed, type VariableContext } from '../debug/pointing';
import { candidate } from './candidates';
import { type Entry, type Setting } from './entries';
import { type KerasSessions } from './kerasSessions';
import { Questions } from './questions';
import { type StopActions } from './stopActions';
import { type TensorBreakpoints } from './tensorBreakpoints';
import { type TensorBreakpointsView } from './view';

/** What VS Code hands to a command in the menu of a line number. */
interface LineContext {
  readonly lineNumber: number;
  readonly uri: vscode.Uri;
}

export function registerBreakpointCommands(
  breakpoints: TensorBreakpoints,
  sessions: KerasSessions,
  view: TensorBreakpointsView,
  actions: StopActions,
): vscode.Disposable {
  const questions = new Questions(sessions);
  const add = async (setting: Setting | undefined): Promise<void> => {
    if (setting) {
      await view.reveal(breakpoints.add(setting));
    }
  };
  const watch = async (pointed: Pointed | undefined): Promise<void> => {
    if (!pointed) {
      void vscode.window.showInformationMessage('Put the cursor on a variable of the frame that is paused.');
      return;
    }
    const found = await candidate(pointed).find();
    await add(found && (await questions.edit(found.setting, found.now)));
  };
  const edit = async (entry: Entry | undefined): Promise<void> => {
    const setting = entry && (await questions.edit(entry.setting));
    if (setting) {
      breakpoints.change(entry.id, setting);
    }
  };
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    register(commands.addTensorBreakpoint, async () => {
      const pointed = inEditor();
      await add(await questions.add(pointed && candidate(pointed)));
    }),
    register(commands.watchTensor, async (context?: VariableContext | vscode.Uri) => {
      await watch(context && 'variable' in context ? inView(context, (id) => sessions.byId(id)) : inEditor());
    }),
    register(commands.editTensorBreakpoint, (entry?: Entry) => edit(entry ?? view.selection[0])),
    register(commands.removeTensorBreakpoint, (entry?: Entry, entries?: readonly Entry[]) => {
      const removed = entries ?? (entry ? [entry] : view.selection);
      breakpoints.remove(removed.map(({ id }) => id));
    }),
    register(commands.removeAllTensorBreakpoints, () => {
      breakpoints.remove(breakpoints.entries.map(({ id }) => id));
    }),
    register(commands.ignoreLine, async (context?: LineContext) => {
      const editor = vscode.window.activeTextEditor;
      const file = context?.uri ?? editor?.document.uri;
      const line = context?.lineNumber ?? (editor ? editor.selection.active.line + 1 : undefined);
      if (file && line !== undefined) {
        await add({ type: 'ignored', location: { file: file.fsPath, line } });
      }
    }),
    register(commands.ignoreStopInLayer, () => actions.run('ignoreLayer')),
    register(commands.ignoreStopOnLine, () => actions.run('ignoreLine')),
    register(commands.stopEarlier, () => actions.run('stopEarlier')),
  );
}
