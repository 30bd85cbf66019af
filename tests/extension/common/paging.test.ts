import { expect, test } from 'vitest';
import {
  areaOf,
  isShown,
  moveCursor,
  moveIndex,
  neighbourhood,
  pageFor,
  planeOf,
  startAt,
  stepOfKey,
} from '../../../extension/webview/common/paging';

const shape = [4, 8, 128, 200];
const plane = planeOf(shape);
const page = { rows: 32, columns: 50 };

test('a vector is one row, a scalar one cell', () => {
  expect(planeOf([10])).toEqual({ rows: 1, columns: 10 });
  expect(planeOf([])).toEqual({ rows: 1, columns: 1 });
  expect(startAt([10], [7])).toEqual({ index: [], cursorRow: 0, cursorColumn: 7 });
});

test('the first look is at the first bad value', () => {
  const view = startAt(shape, [3, 1, 100, 60]);
  expect(view).toEqual({ index: [3, 1], cursorRow: 100, cursorColumn: 60 });
  expect(areaOf(view, plane, page)).toEqual({ row: 96, column: 50, rows: 32, columns: 50 });
});

test('with no bad value, or an index of another shape, it is at the beginning', () => {
  expect(startAt(shape, undefined)).toEqual({ index: [0, 0], cursorRow: 0, cursorColumn: 0 });
  expect(startAt(shape, [1])).toEqual(startAt(shape, undefined));
});

test('the last page is as small as what is left', () => {
  const view = startAt([1, 1, 40, 60], [0, 0, 39, 59]);
  expect(areaOf(view, { rows: 40, columns: 60 }, page)).toEqual({
    row: 32,
    column: 50,
    rows: 8,
    columns: 10,
  });
});

test('the cursor does not leave the tensor', () => {
  const view = startAt(shape, undefined);
  expect(moveCursor(view, plane, -1, -1)).toEqual(view);
  expect(moveCursor(view, plane, 1000, 1000)).toMatchObject({ cursorRow: 127, cursorColumn: 199 });
  expect(moveIndex(view, shape, 0, 9).index).toEqual([3, 0]);
  expect(moveIndex(view, shape, 1, -1).index).toEqual([0, 0]);
});

test('walking over the edge of a page turns it', () => {
  const view = moveCursor(startAt(shape, [0, 0, 31, 0]), plane, 1, 0);
  expect(areaOf(view, plane, page).row).toBe(32);
});

test('what was read can be looked at after the run has gone on, the rest cannot', () => {
  const before = startAt(shape, [0, 0, 31, 49]);
  const area = areaOf(before, plane, page);
  expect(isShown(area, before, moveCursor(before, plane, -1, 0))).toBe(true);
  expect(isShown(area, before, moveCursor(before, plane, 1, 0))).toBe(false);
  expect(isShown(area, before, moveCursor(before, plane, 0, 1))).toBe(false);
  expect(isShown(area, before, moveIndex(before, shape, 1, 1))).toBe(false);
});

test('keys move by cells, pages and to the ends of the row', () => {
  expect(stepOfKey('ArrowLeft', page, plane)).toEqual([0, -1]);
  expect(stepOfKey('PageDown', page, plane)).toEqual([32, 0]);
  expect(stepOfKey('End', page, plane)).toEqual([0, 200]);
  expect(stepOfKey('Tab', page, plane)).toBeUndefined();
});

test('the table of values keeps the cursor in the middle, and inside the window', () => {
  const area = { row: 32, column: 50, rows: 32, columns: 50 };
  const size = { rows: 7, columns: 5 };
  expect(neighbourhood(area, startAt(shape, [0, 0, 40, 60]), size)).toEqual({ row: 37, column: 58, ...size });
  expect(neighbourhood(area, startAt(shape, [0, 0, 32, 99]), size)).toEqual({ row: 32, column: 95, ...size });
});

test('a page has as many columns as can be told apart, more when that saves paging', () => {
  expect(pageFor(660, plane).columns).toBe(60);
  expect(pageFor(520, { rows: 1, columns: 64 }).columns).toBe(64);
  expect(pageFor(40, plane).columns).toBe(8);
  expect(pageFor(5000, plane).columns).toBeLessThanOrEqual(256);
});
