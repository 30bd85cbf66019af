/** The commands of training at full speed, of the debug toolbar and the palette. */
import * as vscode from 'vscode';
import { commands } from '../contributions';
import { type Rewinding } from './rewinding';

export function registerRewinding(rewinding: Rewinding): vscode.Disposable {
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    register(commands.pauseAtNextStep, () => rewinding.pauseAtNextStep()),
    register(commands.runAgain, () => rewinding.run('runAgain')),
    register(commands.rewind, () => rewinding.run('rewind')),
    register(commands.skipUpdate, () => rewinding.run('skipUpdate')),
  );
}
