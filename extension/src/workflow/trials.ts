/** What can be tried with a script: the commands of `keras-debug` that run in VS Code's terminal. Pure. */

/** The command of `keras-debug`, and what its terminal is called. */
export interface Trial {
  readonly words: readonly string[];
  readonly title: string;
}

export const overfit = (script: string): Trial => ({
  words: ['overfit', script],
  title: 'Overfit One Batch',
});

export const checkData = (script: string): Trial => ({
  words: ['check-data', script],
  title: 'Check the Data',
});

export const baselines = (script: string): Trial => ({
  words: ['baselines', script],
  title: 'Compare with Simple Baselines',
});

/** Without a name the only layer, loss or metric of the script, or else the command says which there are. */
export const testLayer = (script: string, name: string | undefined): Trial => ({
  words: ['test-layer', name === undefined ? script : `${script}:${name}`],
  title: 'Test Layer Alone',
});

/** How the models of a recorded run are executed, as `keras-debug run` calls it. */
export type Execution = 'eager' | 'plain';

export const record = (script: string, file: string, execution: Execution): Trial => ({
  words: ['run', '--execution', execution, '--record', file, script],
  title: 'Record a Run',
});

export const compare = (first: string, second: string): Trial => ({
  words: ['compare', first, second],
  title: 'Compare Two Runs',
});
