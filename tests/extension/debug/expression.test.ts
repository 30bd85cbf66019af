import { expect, test } from 'vitest';
import { expressionAt } from '../../../extension/src/debug/expression';

const line = 'x = self.dense.kernel + y[0]';

test.each([
  [0, 'x'],
  [1, 'x'],
  [5, 'self'],
  [8, 'self'],
  [9, 'self.dense'],
  [18, 'self.dense.kernel'],
  [24, 'y'],
  [25, 'y'],
  [2, undefined],
  [22, undefined],
])('at column %i', (column, expected) => {
  expect(expressionAt(line, column)).toBe(expected);
});

test('numbers are no names', () => {
  expect(expressionAt('1 + 2', 0)).toBeUndefined();
});
