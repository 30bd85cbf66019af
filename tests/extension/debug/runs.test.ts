import { beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { type StopEvent } from '../../../extension/shared/generated/protocol';
import { Runs } from '../../../extension/src/debug/runs';

vi.mock('vscode', async () => ({
  ...(await import('../eventEmitter')),
  commands: { executeCommand: () => undefined },
}));

const sessionNamed = (id: string): vscode.DebugSession => ({ id }) as vscode.DebugSession;
const [first, second] = [sessionNamed('first'), sessionNamed('second')];

function stopEvent(title: string): { type: string; event: string; body: StopEvent } {
  const finding: StopEvent['finding'] = {
    kind: 'nan',
    title,
    message: '',
    phase: 'loss',
    causes: [],
    evidence: [],
  };
  return { type: 'event', event: 'keras/stop', body: { threadId: 1, finding } };
}
const goesOn = { type: 'response', command: 'continue', success: true };

let runs = new Runs();
let told: string[] = [];
const shown = (): string => `${runs.current?.stop?.finding.title ?? ''} ${runs.current?.status ?? ''}`;

beforeEach(() => {
  runs = new Runs();
  told = [];
  runs.onDidChange(() => told.push(shown()));
  runs.onDidStop(({ stop }) => told.push(`new ${stop.finding.title}`));
});

test('a stop is shown, then what becomes of it', () => {
  runs.receive(first, stopEvent('a'));
  runs.receive(first, goesOn);
  runs.end(first);
  expect(told).toEqual(['a stopped', 'new a', 'a running', 'a ended']);
});

test('the end of a session is told once', () => {
  runs.receive(first, stopEvent('a'));
  runs.end(first);
  runs.end(first);
  expect(told).toEqual(['a stopped', 'new a', 'a ended']);
});

test('of two sessions that stand still each keeps its stop', () => {
  runs.receive(first, stopEvent('a'));
  runs.receive(second, stopEvent('b'));
  expect(shown()).toBe('b stopped');
  runs.select(first);
  expect(shown()).toBe('a stopped');
  runs.receive(second, goesOn);
  expect(shown()).toBe('a stopped');
  runs.select(second);
  expect(shown()).toBe('b running');
});

test('no two pauses have the same number, whatever session they are of', () => {
  const numbers = [first, second, first].map((session) => {
    runs.receive(session, { type: 'event', event: 'stopped', body: {} });
    return runs.current?.pause;
  });
  expect(new Set(numbers).size).toBe(3);
});

test('when a session ends, the one that VS Code selects next shows its stop', () => {
  runs.receive(first, stopEvent('a'));
  runs.receive(second, stopEvent('b'));
  runs.end(second);
  expect(shown()).toBe('b ended');
  runs.select(undefined);
  expect(shown()).toBe('b ended');
  runs.select(first);
  expect(shown()).toBe('a stopped');
});

test('selecting a session without a stop changes nothing, and selecting is no new stop', () => {
  runs.receive(first, stopEvent('a'));
  runs.select(second);
  runs.select(first);
  expect(told).toEqual(['a stopped', 'new a']);
});
