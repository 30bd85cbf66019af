import { expect, test } from 'vitest';
import {
  cursorOf,
  fitted,
  fixedAxes,
  planeArguments,
  planeOf,
  sliceAt,
  sliceText,
  withAxis,
  withCursor,
  withPosition,
} from '../../../extension/webview/tensor/slice';

const shape = [4, 8, 128, 200];
const start = sliceAt(shape, [2, 3, 57, 120]);

test('the last two axes lie down and across, the first look is at the position', () => {
  expect(planeOf(start, shape)).toEqual({ rows: 128, columns: 200 });
  expect(cursorOf(start)).toEqual({ row: 57, column: 120 });
  expect(planeArguments(start)).toEqual({ index: [2, 3], axes: [2, 3] });
  expect(sliceText(start)).toBe('[2, 3, :, :]');
});

test('a position of another rank is none', () => {
  expect(sliceAt(shape, [1]).at).toEqual([0, 0, 0, 0]);
});

test('any axis can lie down or across, and keeps its place', () => {
  const slice = withAxis(start, 0, 0);
  expect(planeOf(slice, shape)).toEqual({ rows: 4, columns: 200 });
  expect(fixedAxes(slice)).toEqual([1, 2]);
  expect(planeArguments(slice)).toEqual({ index: [3, 57], axes: [0, 3] });
  expect(cursorOf(slice)).toEqual({ row: 2, column: 120 });
});

test('two axes change places when one is laid where the other is', () => {
  expect(withAxis(start, 0, 3).axes).toEqual([3, 2]);
  expect(withAxis(start, 1, 2).axes).toEqual([3, 2]);
});

test('the cursor moves in the plane and stays in the tensor', () => {
  expect(withCursor(start, shape, 200, -3).at).toEqual([2, 3, 127, 0]);
  expect(withCursor(withAxis(start, 1, 2), shape, 4, 5).at).toEqual([2, 3, 5, 4]);
  expect(withPosition(start, shape, 0, 99).at).toEqual([3, 3, 57, 120]);
});

test('a vector is one row, a scalar one cell', () => {
  const vector = sliceAt([10], [7]);
  expect(planeOf(vector, [10])).toEqual({ rows: 1, columns: 10 });
  expect(cursorOf(vector)).toEqual({ row: 0, column: 7 });
  expect(planeArguments(vector)).toEqual({ index: [] });
  expect(withCursor(vector, [10], 5, 9).at).toEqual([9]);
  expect(planeOf(sliceAt([], undefined), [])).toEqual({ rows: 1, columns: 1 });
  expect(cursorOf(sliceAt([], undefined))).toEqual({ row: 0, column: 0 });
});

test('a tensor that has shrunk since the last pause is looked at as close by as it goes', () => {
  expect(fitted(start, [4, 2, 128, 100]).at).toEqual([2, 1, 57, 99]);
  expect(fitted(start, [10])).toEqual(sliceAt([10], undefined));
});
