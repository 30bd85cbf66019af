/** Finds the interpreter for a debug session. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type * as vscode from 'vscode';
import { candidates } from './candidates';
import { type Command, type Facts, inspect } from './inspect';
import { notFound, type Problem, verdict } from './verdict';

export interface Request {
  readonly folder: vscode.WorkspaceFolder | undefined;
  /** The launch attribute `python`. */
  readonly attribute: Command | undefined;
  /** The environment of the script, for PYTHONPATH in it. */
  readonly env: NodeJS.ProcessEnv;
  readonly training: boolean;
}

/** `command` is undefined when nothing that was found starts. */
export interface Choice {
  readonly command: Command | undefined;
  readonly problem: Problem | null;
}

export class Interpreters {
  /** Good answers by interpreter, environment and time of change; bad ones are asked again after a remedy. */
  private readonly known = new Map<string, Facts>();

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /**
   * The first candidate that starts, with what is wrong with it.
   *
   * A Python on the search path is nobody's choice, so a better one later on the path is preferred to it.
   */
  async choose(request: Request): Promise<Choice> {
    let first: Choice | undefined;
    for await (const { command, origin } of candidates(request.attribute, request.folder, this.log)) {
      const facts = await this.factsOf(command, request.env);
      if (facts === null) {
        this.log.info(`Python (${origin}): ${command.executable} does not start.`);
        if (origin === 'attribute' || origin === 'setting') {
          return { command: undefined, problem: notFound(command.executable, origin) };
        }
        continue;
      }
      const choice = {
        // With `py -3` and names on the path, the process itself knows best where it lives.
        command: origin === 'path' ? { executable: facts.executable, options: [] } : command,
        problem: verdict(facts, origin, request.training),
      };
      this.log.info(
        `Python (${origin}): ${facts.executable} ${facts.version.join('.')}, Keras ${facts.kerasVersion ?? 'unknown'}.`,
      );
      if (choice.problem === null || origin !== 'path') {
        return choice;
      }
      first ??= choice;
    }
    return first ?? { command: undefined, problem: notFound(undefined, 'path') };
  }

  private async factsOf(command: Command, env: NodeJS.ProcessEnv): Promise<Facts | null> {
    const key = await this.keyOf(command, env);
    const known = key === undefined ? undefined : this.known.get(key);
    const facts = known ?? (await inspect(command, env));
    if (key !== undefined && facts?.tensorflow && facts.keras) {
      this.known.set(key, facts);
    }
    return facts;
  }

  private async keyOf(command: Command, env: NodeJS.ProcessEnv): Promise<string | undefined> {
    if (!path.isAbsolute(command.executable)) {
      return undefined;
    }
    try {
      const { mtimeMs } = await fs.stat(command.executable);
      return JSON.stringify([command, mtimeMs, env['PYTHONPATH']]);
    } catch {
      return undefined;
    }
  }
}
