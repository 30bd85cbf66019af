import { expect, test } from 'vitest';
import { type StopEvent } from '../../../extension/shared/generated/protocol';
import { afterMessage, type StopState } from '../../../extension/src/debug/stopState';

const stop: StopEvent = {
  threadId: 1,
  finding: { kind: 'nan', title: 'NaN from Log', message: '', phase: 'forward', causes: [], evidence: [] },
};
const stopped: StopState = { stop, status: 'stopped' };
const stopEvent = { type: 'event', event: 'keras/stop', body: stop };

test('a tensor stop is taken from its event', () => {
  expect(afterMessage(undefined, stopEvent)).toEqual(stopped);
});

test.each(['continue', 'next', 'stepIn', 'stepOut'])(
  '%s ends the stop when the adapter agrees',
  (command) => {
    expect(afterMessage(stopped, { type: 'response', command, success: true })?.status).toBe('continued');
    expect(afterMessage(stopped, { type: 'response', command, success: false })).toBe(stopped);
  },
);

test('looking around changes nothing', () => {
  expect(afterMessage(stopped, { type: 'response', command: 'evaluate', success: true })).toBe(stopped);
  expect(afterMessage(stopped, { type: 'event', event: 'stopped', body: {} })).toBe(stopped);
});

test('the next stop takes the place of the one before', () => {
  const next = { ...stop, threadId: 2 };
  expect(afterMessage({ stop, status: 'continued' }, { ...stopEvent, body: next })).toEqual({
    stop: next,
    status: 'stopped',
  });
});

test('an event without a finding is no stop', () => {
  expect(afterMessage(undefined, { type: 'event', event: 'keras/stop', body: {} })).toBeUndefined();
});

test('a run that never stopped cannot go on', () => {
  expect(afterMessage(undefined, { type: 'response', command: 'continue', success: true })).toBeUndefined();
});
