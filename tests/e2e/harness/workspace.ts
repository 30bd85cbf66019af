// Folders that VS Code opens: copies, so that a test may write into them.
import fs from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { SAMPLES } from './environment';

export interface Workspace {
  readonly folder: string;
  write(name: string, text: string): void;
  read(name: string): string;
  /** The 1-based number of the line that contains `text`. */
  lineOf(name: string, text: string): number;
}

/** A copy of samples/ whose `.venv` trains; `launchJson: false` leaves out the launch configurations. */
export function createWorkspace({ launchJson = true, environment = true } = {}): Workspace {
  const folder = path.join(fs.mkdtempSync(path.join(inject('temporary'), 'workspace-')), 'samples');
  fs.cpSync(SAMPLES, folder, { recursive: true, filter: (source) => !source.includes('__pycache__') });
  if (!launchJson) {
    fs.rmSync(path.join(folder, '.vscode'), { recursive: true, force: true });
  }
  if (environment) {
    fs.symlinkSync(inject('trainingEnvironment'), path.join(folder, '.venv'), 'junction');
  }
  const file = (name: string) => path.join(folder, name);
  const read = (name: string) => fs.readFileSync(file(name), 'utf8');
  return {
    folder,
    read,
    write(name, text) {
      fs.mkdirSync(path.dirname(file(name)), { recursive: true });
      fs.writeFileSync(file(name), text);
    },
    lineOf(name, text) {
      const index = read(name)
        .split('\n')
        .findIndex((line) => line.includes(text));
      if (index < 0) {
        throw new Error(`no line of ${name} contains ${text}`);
      }
      return index + 1;
    },
  };
}
