import { expect, test } from 'vitest';
import { startAt } from '../../../extension/webview/common/paging';
import { range, readout, summaryOfWindow } from '../../../extension/webview/common/readout';
import { countNonFinite, unpack, valueAt } from '../../../extension/webview/common/values';

function window(
  row: number,
  column: number,
  columns: number,
  numbers: readonly number[],
): Parameters<typeof unpack>[0] {
  const bytes = Buffer.alloc(numbers.length * 8);
  numbers.forEach((number, index) => bytes.writeDoubleLE(number, index * 8));
  const rows = numbers.length / columns;
  return { shape: [100, 100], row, column, rows, columns, values: bytes.toString('base64') };
}

const values = unpack(window(4, 16, 3, [1.5, Number.NaN, -2, Infinity, -Infinity, 0]));

test('values come out as the script had them', () => {
  expect([...values.numbers]).toEqual([1.5, Number.NaN, -2, Infinity, -Infinity, 0]);
  expect(countNonFinite(values.numbers)).toEqual({ nan: 1, positiveInf: 1, negativeInf: 1 });
});

test('they are found by their place in the tensor', () => {
  expect(valueAt(values, 4, 17)).toBeNaN();
  expect(valueAt(values, 5, 18)).toBe(0);
  expect(valueAt(values, 3, 17)).toBeUndefined();
  expect(valueAt(values, 4, 19)).toBeUndefined();
});

test('a window whose bytes do not fit its size is refused', () => {
  expect(() => unpack({ ...window(0, 0, 2, [1, 2]), columns: 3 })).toThrow(
    '2 numbers are no window of 1 × 3 values.',
  );
});

test('the cursor is read out with the index that code would use', () => {
  expect(readout(values, startAt([100, 100], [4, 17]), [100, 100])).toBe('[4, 17] = NaN');
  expect(readout(values, startAt([3, 9, 100, 100], [2, 1, 5, 16]), [3, 9, 100, 100])).toBe(
    '[2, 1, 5, 16] = +Inf',
  );
  expect(readout(values, startAt([100, 100], [50, 50]), [100, 100])).toBe('[50, 50] = …');
});

test('a vector has one index, a scalar none', () => {
  const vector = unpack(window(0, 0, 2, [7, 8]));
  expect(readout(vector, startAt([2], [1]), [2])).toBe('[1] = 8');
  expect(readout(unpack(window(0, 0, 1, [7])), startAt([], []), [])).toBe('7');
});

test('the window in words', () => {
  expect(summaryOfWindow(values)).toBe('Rows 4–5, columns 16–18: 1 NaN, 1 +Inf, 1 −Inf.');
  expect(range(7, 1)).toBe('7');
});
