/** Where an interpreter can come from, in the order in which the places are asked. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { settings } from '../contributions';
import { type Command } from './inspect';
import { selectedInterpreter } from './pythonExtension';
import { type Origin } from './verdict';
import { environmentExecutables, expandPath, pathCommands } from './workspaceEnvironment';

export interface Candidate {
  readonly command: Command;
  readonly origin: Origin;
}

/** Yields the places lazily: the Python extension is not woken when the launch configuration has the answer. */
export async function* candidates(
  attribute: Command | undefined,
  folder: vscode.WorkspaceFolder | undefined,
  log: vscode.LogOutputChannel,
): AsyncGenerator<Candidate> {
  const expand = (executable: string): string => expandPath(executable, folder?.uri.fsPath, os.homedir());
  if (attribute) {
    yield { command: { ...attribute, executable: expand(attribute.executable) }, origin: 'attribute' };
    return;
  }
  const setting = interpreterSetting(folder);
  if (setting) {
    yield { command: { executable: expand(setting), options: [] }, origin: 'setting' };
    return;
  }
  const selected = await selectedInterpreter(folder, log);
  if (selected) {
    yield { command: { executable: selected, options: [] }, origin: 'pythonExtension' };
  }
  for (const executable of folder ? environmentExecutables(folder.uri.fsPath, process.platform) : []) {
    if (await exists(executable)) {
      yield { command: { executable, options: [] }, origin: 'workspace' };
    }
  }
  for (const command of pathCommands(process.platform)) {
    yield { command, origin: 'path' };
  }
}

export function interpreterSetting(folder: vscode.WorkspaceFolder | undefined): string {
  return vscode.workspace
    .getConfiguration(settings.section, folder?.uri ?? null)
    .get<string>(settings.python, '')
    .trim();
}

/** The attribute `python`: a path, or a list of a path and options. */
export function commandOf(attribute: unknown): Command | undefined {
  const words: unknown[] = Array.isArray(attribute) ? attribute : [attribute];
  const [executable, ...options] = words.filter(
    (word): word is string => typeof word === 'string' && word !== '',
  );
  return executable === undefined ? undefined : { executable, options };
}

async function exists(file: string): Promise<boolean> {
  return fs.stat(file).then(
    () => true,
    () => false,
  );
}
