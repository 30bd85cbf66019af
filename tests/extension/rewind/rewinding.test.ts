import { beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { Runs } from '../../../extension/src/debug/runs';
import { Rewinding } from '../../../extension/src/rewind/rewinding';

const vs = vi.hoisted(() => ({
  executed: [] as unknown[][],
  said: [] as string[],
  documents: [] as { isDirty: boolean; languageId: string; fileName: string; uri: { scheme: string } }[],
  saveBeforeStart: 'allEditorsInActiveGroup',
  answer: undefined as string | undefined,
}));

vi.mock('vscode', async () => {
  const say = (message: string) => {
    vs.said.push(message);
    return Promise.resolve(vs.answer);
  };
  return {
    ...(await import('../eventEmitter')),
    commands: { executeCommand: (...args: unknown[]) => vs.executed.push(args) },
    debug: {},
    window: {
      showErrorMessage: say,
      showInformationMessage: say,
      showWarningMessage: say,
      setStatusBarMessage: say,
    },
    workspace: {
      get textDocuments() {
        return vs.documents;
      },
      getConfiguration: () => ({ get: () => vs.saveBeforeStart }),
      saveAll: () => {
        vs.documents.forEach((document) => (document.isDirty = false));
        return Promise.resolve(true);
      },
    },
  };
});

const log = { debug: vi.fn() } as unknown as vscode.LogOutputChannel;
const stopped = { type: 'event', event: 'stopped', body: {} };
const finding = { kind: 'nan', title: '', message: '', phase: 'loss', causes: [], evidence: [] };
const stop = { type: 'event', event: 'keras/stop', body: { threadId: 7, finding } };
const goesOn = { type: 'response', command: 'continue', success: true };
const edited = { isDirty: true, languageId: 'python', fileName: '/x/layers.py', uri: { scheme: 'file' } };

let runs = new Runs();
let rewinding = new Rewinding(runs, log);
let asked: unknown[] = [];
let state: object = {};
let refusal: string | undefined;

function session(configuration: object): vscode.DebugSession {
  const customRequest = (command: string, args: unknown): Promise<unknown> => {
    if (command === 'keras/rewindState') {
      return Promise.resolve(state);
    }
    asked.push([command, args]);
    return refusal === undefined ? Promise.resolve({ armed: true }) : Promise.reject(new Error(refusal));
  };
  return {
    id: 'a',
    name: 'a',
    type: 'keras',
    configuration,
    customRequest,
  } as unknown as vscode.DebugSession;
}
const fullSpeed = session({ execution: 'replay' });
const keys = (): unknown =>
  Object.fromEntries(
    vs.executed.filter(([name]) => name === 'setContext').map(([, key, value]) => [key, value]),
  );
const settled = () => new Promise((resolve) => setTimeout(resolve));

async function pause(): Promise<void> {
  runs.receive(fullSpeed, stopped);
  runs.receive(fullSpeed, stop);
  await settled();
}

beforeEach(() => {
  runs = new Runs();
  rewinding = new Rewinding(runs, log);
  [asked, state, refusal] = [[], { steps: 3, step: 9 }, undefined];
  [vs.executed, vs.said, vs.documents] = [[], [], []];
  [vs.saveBeforeStart, vs.answer] = ['allEditorsInActiveGroup', undefined];
});

test('a pause of a step at full speed can be rewound, until the run goes on', async () => {
  runs.receive(fullSpeed, { type: 'event', event: 'output' });
  await pause();
  expect(keys()).toMatchObject({ 'kerasDebug.replays': true, 'kerasDebug.canRewind': true });
  expect(runs.current?.rewind).toEqual({ steps: 3, step: 9 });
  runs.receive(fullSpeed, goesOn);
  expect(keys()).toMatchObject({ 'kerasDebug.replays': true, 'kerasDebug.canRewind': false });
  runs.end(fullSpeed);
  expect(keys()).toMatchObject({ 'kerasDebug.replays': false });
});

test('eager training offers nothing', async () => {
  runs.receive(session({}), stop);
  await settled();
  expect(keys()).toMatchObject({ 'kerasDebug.replays': false, 'kerasDebug.canRewind': false });
});

test('why a step cannot be run again is told', async () => {
  state = { problem: 'Only a training step can be run again.' };
  await pause();
  expect(keys()).toMatchObject({ 'kerasDebug.canRewind': false });
  await rewinding.run('runAgain');
  expect(vs.said).toEqual(['Only a training step can be run again.']);
});

test('edits are saved before the step runs again', async () => {
  await pause();
  vs.documents = [{ ...edited }];
  await rewinding.run('runAgain');
  expect(vs.documents[0]?.isDirty).toBe(false);
  expect(asked).toEqual([['keras/rewind', { steps: 0 }]]);
});

test('with saving switched off the user is asked, and may give up', async () => {
  await pause();
  vs.saveBeforeStart = 'none';
  vs.documents = [{ ...edited }];
  await rewinding.run('runAgain');
  expect(vs.said).toEqual(['The edits in layers.py are not saved. Run the step again without them?']);
  expect(asked).toEqual([]);
  vs.answer = 'Run Without Them';
  await rewinding.run('runAgain');
  expect(asked).toHaveLength(1);
});

test('edits that VS Code’s own button leaves out are told', () => {
  vs.documents = [{ ...edited }];
  rewinding.sent({ type: 'request', command: 'next' });
  expect(vs.said).toEqual([]);
  rewinding.sent({ type: 'request', command: 'restartFrame' });
  expect(vs.said.join()).toContain('layers.py is not saved');
});

test('the update is left out before the run goes on', async () => {
  await pause();
  await rewinding.run('skipUpdate');
  expect(asked).toEqual([['keras/skipUpdate', { skip: true }]]);
  expect(vs.executed.at(-1)).toEqual([
    'workbench.action.debug.continue',
    { sessionId: 'a', threadId: 'thread:a:7' },
  ]);
});

test('a refusal is shown as the sentence that it is', async () => {
  await pause();
  refusal = 'The row 99 is not in the batch.';
  await rewinding.run('runAgain');
  expect(vs.said).toEqual(['The row 99 is not in the batch.']);
});

test('a pause at the next step is asked for, and what came of a rewind is told', async () => {
  runs.receive(fullSpeed, { type: 'event', event: 'output' });
  await rewinding.pauseAtNextStep();
  rewinding.receive({
    type: 'event',
    event: 'keras/rewound',
    body: { step: 9, message: 'Step 9 ran again.' },
  });
  expect(asked).toEqual([['keras/pauseAtNextStep', {}]]);
  expect(vs.said).toEqual(['Pauses at the next step.', '$(history) Step 9 ran again.']);
});
