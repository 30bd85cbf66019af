import { beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { type StopEvent } from '../../../extension/shared/generated/protocol';
import { TensorStops } from '../../../extension/src/debug/tensorStops';

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

let stops = new TensorStops();
let told: string[] = [];
const shown = (): string => `${stops.current?.stop.finding.title ?? ''} ${stops.current?.status ?? ''}`;

beforeEach(() => {
  stops = new TensorStops();
  told = [];
  stops.onDidChange(() => told.push(shown()));
  stops.onDidStop(({ stop }) => told.push(`new ${stop.finding.title}`));
});

test('a stop is shown, then what becomes of it', () => {
  stops.receive(first, stopEvent('a'));
  stops.receive(first, goesOn);
  stops.end(first);
  expect(told).toEqual(['a stopped', 'new a', 'a continued', 'a ended']);
});

test('the end of a session is told once', () => {
  stops.receive(first, stopEvent('a'));
  stops.end(first);
  stops.end(first);
  expect(told).toEqual(['a stopped', 'new a', 'a ended']);
});

test('of two sessions that stand still each keeps its stop', () => {
  stops.receive(first, stopEvent('a'));
  stops.receive(second, stopEvent('b'));
  expect(shown()).toBe('b stopped');
  stops.select(first);
  expect(shown()).toBe('a stopped');
  stops.receive(second, goesOn);
  expect(shown()).toBe('a stopped');
  stops.select(second);
  expect(shown()).toBe('b continued');
});

test('when a session ends, the one that VS Code selects next shows its stop', () => {
  stops.receive(first, stopEvent('a'));
  stops.receive(second, stopEvent('b'));
  stops.end(second);
  expect(shown()).toBe('b ended');
  stops.select(undefined);
  expect(shown()).toBe('b ended');
  stops.select(first);
  expect(shown()).toBe('a stopped');
});

test('selecting a session without a stop changes nothing, and selecting is no new stop', () => {
  stops.receive(first, stopEvent('a'));
  stops.select(second);
  stops.select(first);
  expect(told).toEqual(['a stopped', 'new a']);
});
