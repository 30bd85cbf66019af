import { beforeEach, afterEach, expect, test, vi } from 'vitest';
import { type PanelRequest, type PanelState } from '../../../extension/shared/generated/protocol';
import { Requests, StaleError } from '../../../extension/webview/tensorStop/requests';
import { numbered } from '../../../extension/webview/tensorStop/stopNumber';

let posted: PanelRequest[] = [];
let requests = new Requests(() => undefined);

beforeEach(() => {
  vi.useFakeTimers();
  posted = [];
  requests = new Requests((request) => posted.push(request));
});
afterEach(() => {
  vi.useRealTimers();
});

test('answers find their questions, in whatever order they come', async () => {
  const first = requests.ask('keras/histogram', { handle: 1 });
  const second = requests.ask('keras/batch', { start: 0, count: 20 });
  const [one, two] = posted.map(({ id }) => id);
  requests.receive({ type: 'response', id: two ?? 0, body: 'batch' });
  requests.receive({ type: 'response', id: one ?? 0, body: 'histogram' });
  expect(await first).toBe('histogram');
  expect(await second).toBe('batch');
});

test('an error rejects the question it belongs to', async () => {
  const answer = requests.ask('keras/histogram', { handle: 1 });
  requests.receive({ type: 'response', id: posted[0]?.id ?? 0, error: 'no such handle' });
  await expect(answer).rejects.toThrow('no such handle');
});

test('a host that is gone does not keep the page waiting', async () => {
  const answer = requests.ask('keras/histogram', { handle: 1 });
  const rejected = expect(answer).rejects.toThrow('No answer from the debugger.');
  await vi.advanceTimersByTimeAsync(30_000);
  await rejected;
});

test('when the run goes on nobody waits, and a late answer is dropped', async () => {
  const answer = requests.ask('keras/histogram', { handle: 1 });
  requests.abandon();
  await expect(answer).rejects.toBeInstanceOf(StaleError);
  expect(() => {
    requests.receive({ type: 'response', id: posted[0]?.id ?? 0, body: 'late' });
  }).not.toThrow();
});

const stopAt = (step: number): PanelState => ({
  type: 'show',
  status: 'stopped',
  stop: {
    threadId: 1,
    finding: { kind: 'nan', title: '', message: '', phase: 'loss', step, causes: [], evidence: [] },
  },
});

test('each stop starts the page afresh, telling it twice does not', () => {
  const first = numbered(undefined, stopAt(1));
  expect(numbered(first, stopAt(1)).number).toBe(first.number);
  expect(numbered(first, stopAt(2)).number).toBe(first.number + 1);
});

test('going on keeps what is on the page; a stop after it is a new one, even if it reads the same', () => {
  const first = numbered(undefined, stopAt(1));
  const gone = numbered(first, { ...stopAt(1), status: 'continued' });
  expect(gone.number).toBe(first.number);
  expect(numbered(gone, stopAt(1)).number).toBe(first.number + 1);
});
