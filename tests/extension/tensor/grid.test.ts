import { expect, test } from 'vitest';
import { gridOf, moved, numberAt, pageAt, pagesOf, questionOf } from '../../../extension/webview/tensor/grid';
import { sliceAt } from '../../../extension/webview/tensor/slice';

const plane = { handle: 7, minus: undefined };
const shape = [3, 100, 70];
const matrix = gridOf({ ...plane, shape, slice: sliceAt(shape, [1, 2, 3]) });
const vector = gridOf({ ...plane, shape: [1000], slice: sliceAt([1000], [999]) });

test('a matrix is asked for in pages, cut at its end', () => {
  expect(matrix).toMatchObject({ rows: 100, columns: 70, cursor: { row: 2, column: 3 } });
  expect(pageAt(matrix, 99, 69)).toBe('64:64');
  expect(questionOf(matrix, '64:64')).toEqual({
    handle: 7,
    index: [1],
    axes: [1, 2],
    row: 64,
    column: 64,
    rows: 36,
    columns: 6,
  });
});

test('the page in the middle of what is in sight comes first', () => {
  const pages = pagesOf(matrix, { row: 60, column: 30 }, { rows: 16, columns: 8 });
  expect(pages[0]).toBe('64:32');
  expect([...pages].sort()).toEqual(['0:0', '0:32', '64:0', '64:32']);
  expect(pagesOf(matrix, { row: 0, column: 0 }, { rows: 16, columns: 8 })).toEqual(['0:0']);
});

test('a vector stands upright, and is asked for as the row that it is', () => {
  expect(vector).toMatchObject({ rows: 1000, columns: 1, cursor: { row: 999, column: 0 } });
  expect(questionOf(vector, pageAt(vector, 999, 0))).toEqual({
    handle: 7,
    index: [],
    row: 0,
    column: 768,
    rows: 1,
    columns: 232,
  });
  const values = { row: 0, column: 768, rows: 1, columns: 2, numbers: Float64Array.of(5, 6) };
  expect(numberAt(vector, values, 769, 0)).toBe(6);
  expect(moved(sliceAt([1000], undefined), [1000], { row: 4, column: 0 }).at).toEqual([4]);
});

test('differences are asked for with the tensor to subtract', () => {
  const grid = gridOf({ handle: 7, minus: 9, shape, slice: sliceAt(shape, undefined) });
  expect(questionOf(grid, '0:0')).toMatchObject({ handle: 7, minus: 9 });
});
