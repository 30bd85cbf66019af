import { expect, test } from 'vitest';
import { type StopEvent } from '../../../extension/shared/generated/protocol';
import { afterMessage, type RunState, started } from '../../../extension/src/debug/runState';

const stop: StopEvent = {
  threadId: 1,
  finding: { kind: 'nan', title: 'NaN from Log', message: '', phase: 'forward', causes: [], evidence: [] },
};
const pauseEvent = { type: 'event', event: 'stopped', body: {} };
const stopEvent = { type: 'event', event: 'keras/stop', body: stop };
const paused = afterMessage(started, pauseEvent);
const stopped: RunState = { ...started, status: 'stopped', pause: 1, stop, atStop: true };

test('a tensor stop is taken from its event, which follows that of the pause', () => {
  expect(paused).toEqual({ ...started, status: 'stopped', pause: 1 });
  expect(afterMessage(paused, stopEvent)).toEqual(stopped);
});

test.each(['continue', 'next', 'stepIn', 'stepOut'])(
  '%s ends the pause when the adapter agrees',
  (command) => {
    const gone = afterMessage(stopped, { type: 'response', command, success: true });
    expect(gone).toEqual({ ...stopped, status: 'running', atStop: false });
    expect(afterMessage(stopped, { type: 'response', command, success: false })).toBe(stopped);
  },
);

test('looking around changes nothing', () => {
  expect(afterMessage(stopped, { type: 'response', command: 'evaluate', success: true })).toBe(stopped);
});

test('a pause elsewhere is another one, and the stop is no longer where the run stands', () => {
  expect(afterMessage(stopped, pauseEvent)).toEqual({ ...stopped, pause: 2, atStop: false });
});

test('the next stop takes the place of the one before', () => {
  const next = { ...stop, threadId: 2 };
  expect(afterMessage(stopped, { ...stopEvent, body: next })).toEqual({ ...stopped, pause: 2, stop: next });
});

test('an event without a finding is no stop', () => {
  expect(afterMessage(started, { type: 'event', event: 'keras/stop', body: {} })).toBe(started);
});

test('a run that never stopped cannot go on', () => {
  expect(afterMessage(started, { type: 'response', command: 'continue', success: true })).toBe(started);
});

test('hints are kept in their order, and change nothing else', () => {
  const hint = (id: string) => ({ id, message: '', fix: '', confidence: 'likely' }) as const;
  const event = (id: string) => ({ type: 'event', event: 'keras/hint', body: { hint: hint(id) } });
  const after = afterMessage(afterMessage(stopped, event('dropout-high')), event('linear-stack'));
  expect(after).toEqual({ ...stopped, hints: [hint('dropout-high'), hint('linear-stack')] });
});
