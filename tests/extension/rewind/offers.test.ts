import { expect, test } from 'vitest';
import { type Finding, type RewindState } from '../../../extension/shared/generated/protocol';
import {
  offersOf,
  rateProblem,
  rateText,
  rowsOf,
  rowsProblem,
  stepsProblem,
} from '../../../extension/src/rewind/offers';

const state: RewindState = { steps: 20, step: 400, learningRate: 0.0010000000474974513, rows: 32 };

function findingIn(rows: number[]): Finding {
  const batch = { rows, datasetRows: [], features: [], labels: [] } as unknown as NonNullable<
    Finding['batch']
  >;
  return { kind: 'nan', title: '', message: '', phase: 'forward', causes: [], evidence: [], batch };
}
const lines = (state: RewindState, finding?: Finding): string[] =>
  offersOf(state, finding).map(({ label, description }) => `${label} (${description})`);

test('a step with a guilty row can be run again in every way', () => {
  expect(lines(state, findingIn([7]))).toEqual([
    'Run this step again (picks up your edits)',
    'With another learning rate… (now 0.001)',
    'Without row 7 (of 32)',
    'Without rows… (of 32)',
    'Go back some steps… (at most 20, to step 380)',
  ]);
});

test('what cannot be done is not offered', () => {
  expect(lines({ steps: 0, step: 0 })).toEqual(['Run this step again (picks up your edits)']);
  expect(lines({ steps: 0, rows: 1 }, findingIn([0]))).toHaveLength(1);
});

test('guilty rows are named as long as they fit a line', () => {
  expect(lines(state, findingIn([1, 5, 9])).join()).toContain('Without rows 1, 5 and 9 (of 32)');
  expect(lines(state, findingIn([1, 2, 3, 4, 5])).join()).toContain('Without the 5 guilty rows (of 32)');
});

test.each([
  ['3', [3]],
  [' 9, 3 ,3', [3, 9]],
  ['8-11,2', [2, 8, 9, 10, 11]],
  ['', undefined],
  ['3,', undefined],
  ['-1', undefined],
  ['5-2', undefined],
  ['first', undefined],
])('the rows “%s”', (text, rows) => {
  expect(rowsOf(text)).toEqual(rows);
});

test('rows must be in the batch, and leave some of it', () => {
  expect(rowsProblem('3, 31', 32)).toBeUndefined();
  expect(rowsProblem('3, 32', 32)).toBe('There is no row 32: the batch has rows 0 to 31.');
  expect(rowsProblem('0-31', 32)).toBe('That leaves nothing of the batch.');
  expect(rowsProblem('x', 32)).toContain('for example 3, 8-11');
});

test('a learning rate is a number that is not negative', () => {
  expect(['1e-4', '0', ' 0.5 '].map(rateProblem)).toEqual([undefined, undefined, undefined]);
  expect(['', 'fast', '-1', 'Infinity'].map((text) => typeof rateProblem(text))).toEqual(
    Array(4).fill('string'),
  );
  expect(rateText(0.0010000000474974513)).toBe('0.001');
});

test('one can go back as far as steps are kept', () => {
  expect(stepsProblem('20', 20)).toBeUndefined();
  expect(['', '0', '21', '1.5'].map((text) => stepsProblem(text, 20))).toEqual(
    Array(4).fill('Write a whole number from 1 to 20: those are the steps that are kept.'),
  );
});
