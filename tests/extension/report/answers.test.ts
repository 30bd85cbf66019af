import { expect, test } from 'vitest';
import { type RecordedAnswer } from '../../../extension/shared/generated/protocol';
import { recordedBody } from '../../../extension/webview/report/answers';

const answers: RecordedAnswer[] = [
  { command: 'keras/histogram', arguments: { handle: 1, bins: 40, scale: 'linear' }, body: { of: 'linear' } },
  { command: 'keras/histogram', arguments: { handle: 1, bins: 40, scale: 'symlog' }, body: { of: 'symlog' } },
  {
    command: 'keras/batchRows',
    arguments: { start: 0, count: 4 },
    body: { start: 0, rows: ['a', 'b', 'c'] },
  },
  {
    command: 'keras/tensor',
    arguments: { reference: { type: 'weight', name: 'dense/kernel' } },
    body: { of: 'kernel' },
  },
  { command: 'keras/layerTable', arguments: {}, error: 'no layers here' },
];

test('how a histogram is scaled tells one from another, how many bins it has does not', () => {
  expect(recordedBody(answers, 'keras/histogram', { handle: 1, scale: 'symlog' })).toEqual({ of: 'symlog' });
  expect(recordedBody(answers, 'keras/histogram', { handle: 1, bins: 80 })).toEqual({ of: 'linear' });
});

test('a tensor is found by what it is called, whatever the frame was', () => {
  const reference = { name: 'dense/kernel', type: 'weight', frameId: 3 };
  expect(recordedBody(answers, 'keras/tensor', { reference })).toEqual({ of: 'kernel' });
});

test('of rows those are given that are asked for', () => {
  expect(recordedBody(answers, 'keras/batchRows', { start: 1, count: 1 })).toEqual({ start: 1, rows: ['b'] });
  expect(recordedBody(answers, 'keras/batchRows', { start: 2, count: 9 })).toEqual({ start: 2, rows: ['c'] });
});

test('what was not answered says why, what was not asked what to do', () => {
  expect(() => recordedBody(answers, 'keras/layerTable', {})).toThrow('no layers here');
  expect(() => recordedBody(answers, 'keras/histogram', { handle: 2 })).toThrow('not in the report');
});
