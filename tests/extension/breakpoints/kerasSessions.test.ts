import { beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { KerasSessions } from '../../../extension/src/breakpoints/kerasSessions';
import { StopActions } from '../../../extension/src/breakpoints/stopActions';
import { TensorBreakpoints } from '../../../extension/src/breakpoints/tensorBreakpoints';
import { Runs } from '../../../extension/src/debug/runs';

const { executed, warned } = vi.hoisted(() => ({ executed: [] as unknown[][], warned: [] as string[] }));

vi.mock('vscode', async () => ({
  ...(await import('../eventEmitter')),
  commands: { executeCommand: (...args: unknown[]) => executed.push(args) },
  debug: {},
  window: { showWarningMessage: (message: string) => warned.push(message) },
}));

const log = { warn: vi.fn() } as unknown as vscode.LogOutputChannel;
const initialized = { type: 'event', event: 'initialized' };
const continued = (): unknown[] | undefined => executed.find(([name]) => String(name).endsWith('continue'));

let state: Record<string, unknown> = {};
const memento = {
  get: (key: string) => state[key],
  update: (key: string, value: unknown) => {
    state[key] = JSON.parse(JSON.stringify(value)) as unknown;
    return Promise.resolve();
  },
} as unknown as vscode.Memento;

let breakpoints = new TensorBreakpoints(memento);
let sessions = new KerasSessions(breakpoints, log);
let told: unknown[] = [];
let problems: readonly { text: string; message: string }[] = [];

function session(id: string, configuration = {}): vscode.DebugSession {
  const customRequest = (command: string, args: unknown): Promise<unknown> => {
    told.push([id, command, args]);
    return Promise.resolve({ problems });
  };
  return { id, name: id, type: 'keras', configuration, customRequest } as unknown as vscode.DebugSession;
}

beforeEach(() => {
  [state, told, problems] = [{}, [], []];
  executed.length = 0;
  warned.length = 0;
  breakpoints = new TensorBreakpoints(memento);
  sessions = new KerasSessions(breakpoints, log);
});

const layer = { type: 'layer', layer: 'dense' } as const;

test('a session is told at its start, and each that runs on every change', async () => {
  breakpoints.add(layer);
  sessions.receive(session('a'), initialized);
  sessions.receive(session('b'), initialized);
  const lists = { breakpoints: [], ignored: [], data: [], layers: [{ id: 1, layer: 'dense' }] };
  expect(told).toEqual([
    ['a', 'keras/setTensorBreakpoints', lists],
    ['b', 'keras/setTensorBreakpoints', lists],
  ]);
  sessions.end(session('a'));
  breakpoints.enable([1], false);
  await sessions.told();
  expect(told.slice(2)).toEqual([['b', 'keras/setTensorBreakpoints', { ...lists, layers: [] }]]);
});

test('a session that only runs the script is told nothing', () => {
  sessions.receive(session('a', { noDebug: true }), initialized);
  expect(told).toEqual([]);
});

test('what cannot be used is told once, and forgotten when it is gone', async () => {
  sessions.receive(session('a'), initialized);
  problems = [{ text: 'step =', message: 'Write == to compare' }];
  breakpoints.add({ type: 'finding', kind: 'nan', condition: 'step =' });
  await sessions.told();
  breakpoints.add(layer);
  await sessions.told();
  expect(warned).toEqual(['The condition “step =” cannot be used: Write == to compare.']);
  expect(sessions.problemOf('step =')).toBe('Write == to compare');
  problems = [];
  breakpoints.remove([1]);
  await sessions.told();
  expect(sessions.problemOf('step =')).toBeUndefined();
});

test('the list is there again in the next window', () => {
  breakpoints.add(layer);
  breakpoints.enable([1], false);
  const next = new TensorBreakpoints(memento);
  expect(next.entries).toEqual(breakpoints.entries);
  expect(next.add({ type: 'layer', layer: 'head' }).id).toBe(2);
});

test('ignoring after a stop tells the session before it lets it go on', async () => {
  const runs = new Runs();
  const actions = new StopActions(runs, breakpoints, sessions);
  const running = session('a');
  sessions.receive(running, initialized);
  const finding = {
    kind: 'nan',
    layer: 'm/a',
    title: '',
    message: '',
    phase: 'loss',
    causes: [],
    evidence: [],
  };
  runs.receive(running, { type: 'event', event: 'keras/stop', body: { threadId: 7, finding } });
  expect(executed).toContainEqual(['setContext', 'kerasDebug.canIgnoreLayer', true]);
  expect(executed).toContainEqual(['setContext', 'kerasDebug.canStopEarlier', false]);

  const done = actions.run('ignoreLayer');
  expect(told).toHaveLength(2);
  expect(continued()).toBeUndefined();
  await done;
  expect(continued()).toEqual([
    'workbench.action.debug.continue',
    { sessionId: 'a', threadId: 'thread:a:7' },
  ]);
  expect(breakpoints.entries[0]?.setting).toEqual({ type: 'ignored', kind: 'nan', layer: 'm/a' });
});

test('the kinds of the Breakpoints view are counted', () => {
  const changed = vi.fn();
  sessions.onDidChange(changed);
  const request = {
    type: 'request',
    command: 'setExceptionBreakpoints',
    arguments: { filters: ['keras.nan'] },
  };
  sessions.sent(request);
  sessions.sent(request);
  expect(sessions.filtersOn).toBe(1);
  expect(changed).toHaveBeenCalledOnce();
});
