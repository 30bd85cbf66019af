/** Shows what is wrong with an interpreter, with buttons that help. */
import * as vscode from 'vscode';
import { openLaunchJson } from '../debug/launchJson';
import { type Command } from './inspect';
import { type Choice, type Interpreters, type Request } from './interpreters';
import { pickInterpreter } from './pickInterpreter';
import { type Problem, type Remedy } from './verdict';
import { terminalCommand } from './terminalCommand';

const labels: Readonly<Record<Remedy, string>> = {
  select: 'Select Interpreter',
  openLaunchJson: 'Open launch.json',
  install: 'Install',
  continue: 'Continue anyway',
};

/** The interpreter to debug with; undefined when the user has to do something first, or gave up. */
export async function settle(interpreters: Interpreters, request: Request): Promise<Command | undefined> {
  for (;;) {
    const choice = await interpreters.choose(request);
    if (choice.problem === null) {
      return choice.command;
    }
    switch (await ask(choice.problem)) {
      case 'continue':
        return choice.command;
      case 'select':
        if (!(await pickInterpreter(request.folder))) {
          return undefined;
        }
        break;
      case 'install':
        install(choice, choice.problem);
        return undefined;
      case 'openLaunchJson':
        await openLaunchJson();
        return undefined;
      case undefined:
        return undefined;
    }
  }
}

async function ask(problem: Problem): Promise<Remedy | undefined> {
  const items = problem.remedies.map((remedy) => ({ title: titleOf(remedy, problem), remedy }));
  const answer = await vscode.window.showErrorMessage(
    problem.message,
    { modal: true, detail: problem.detail },
    ...items,
  );
  return answer?.remedy;
}

function titleOf(remedy: Remedy, problem: Problem): string {
  if (remedy !== 'install') {
    return labels[remedy];
  }
  return problem.packages.includes('tensorflow') ? 'Install TensorFlow' : 'Install Keras';
}

function install({ command }: Choice, { packages }: Problem): void {
  const terminal = vscode.window.createTerminal('Keras Debug: install');
  terminal.show();
  // The options can be what makes it Python, as in `env python3`.
  const python = command ? [command.executable, ...command.options] : ['python'];
  terminal.sendText(terminalCommand(vscode.env.shell, [...python, '-m', 'pip', 'install', ...packages]));
}
