import { beforeEach, afterEach, expect, test, vi } from 'vitest';
import { type PanelRequest } from '../../../extension/shared/generated/protocol';
import { Requests, StaleError } from '../../../extension/webview/common/requests';

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
  const second = requests.ask('keras/batchRows', { start: 0, count: 20 });
  const [one, two] = posted.map(({ id }) => id);
  requests.receive({ type: 'response', id: two ?? 0, body: 'rows' });
  requests.receive({ type: 'response', id: one ?? 0, body: 'histogram' });
  expect(await first).toBe('histogram');
  expect(await second).toBe('rows');
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
