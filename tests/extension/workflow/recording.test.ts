import { expect, test } from 'vitest';
import { freeFile, recordingOf } from '../../../extension/src/workflow/recording';

test('the first line of a recorded run says which script it is of, and how that was executed', () => {
  const header =
    '{"format":"keras-debug recording","version":1,"script":"/home/ada/train.py","execution":"plain"}';
  expect(recordingOf(`${header}\n{"start":[`)).toEqual({ script: '/home/ada/train.py', execution: 'plain' });
});

test.each([
  ['', 'an empty file'],
  ['{"text": "a line of a data set"}\n{"text": "another"}', 'data'],
  ['{"text": "a line that is longer than what was rea', 'a long line of data'],
  ['null\n', 'nothing'],
  ['[1, 2]\n', 'a list'],
])('%j is no recorded run, but %s', (beginning) => {
  expect(recordingOf(beginning)).toBeUndefined();
});

test('a run is never recorded over another one by default', () => {
  const taken = ['/home/ada/train.eager.jsonl', '/home/ada/train.eager-2.jsonl'];
  const file = (execution: string) =>
    freeFile('/home/ada/train.py', execution, (each) => taken.includes(each));
  expect(file('plain')).toBe('/home/ada/train.plain.jsonl');
  expect(file('eager')).toBe('/home/ada/train.eager-3.jsonl');
});
