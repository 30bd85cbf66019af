import { expect, test } from 'vitest';
import { linesInSight, rowOfKey, rowsOn, scrollTo } from '../../../extension/webview/batch/sight';

const gallery = { total: 10, across: 4, page: 2 };
const table = { total: 10, across: 1, page: 3 };

test('the lines that are in sight, also those that are cut', () => {
  expect(linesInSight({ above: 130, height: 200 }, 100, 50)).toEqual({ start: 1, end: 4 });
  expect(linesInSight({ above: 130, height: 200 }, 100, 50, 2)).toEqual({ start: 0, end: 6 });
});

test('a list below the fold, or scrolled past, shows nothing', () => {
  expect(linesInSight({ above: -500, height: 400 }, 100, 50)).toEqual({ start: 0, end: 0 });
  expect(linesInSight({ above: 5_100, height: 400 }, 100, 50)).toEqual({ start: 50, end: 50 });
});

test('the last line of a gallery has what is left', () => {
  expect(rowsOn({ start: 1, end: 3 }, 4, 10)).toEqual({ start: 4, end: 10 });
});

test('a line in sight is not scrolled to; one under the heading is', () => {
  const sight = { above: 300, height: 200 };
  expect(scrollTo(4, sight, 100, 30)).toBeUndefined();
  expect(scrollTo(3, sight, 100, 30)).toBe(270);
  expect(scrollTo(9, sight, 100, 30)).toBe(800);
});

test('in a table up and down go from row to row', () => {
  expect(rowOfKey('ArrowDown', 0, table)).toBe(1);
  expect(rowOfKey('ArrowUp', 0, table)).toBe(0);
  expect(rowOfKey('PageDown', 8, table)).toBe(9);
  expect(rowOfKey('ArrowRight', 3, table)).toBeUndefined();
});

test('in a gallery they go from line to line and keep the column', () => {
  expect(rowOfKey('ArrowDown', 1, gallery)).toBe(5);
  expect(rowOfKey('ArrowDown', 7, gallery)).toBe(7);
  expect(rowOfKey('ArrowRight', 3, gallery)).toBe(4);
  expect(rowOfKey('ArrowLeft', 0, gallery)).toBe(0);
});

test('Home and End go to the ends, other keys nowhere', () => {
  expect(rowOfKey('Home', 7, gallery)).toBe(0);
  expect(rowOfKey('End', 0, gallery)).toBe(9);
  expect(rowOfKey('a', 0, gallery)).toBeUndefined();
  expect(rowOfKey('End', 0, { ...gallery, total: 0 })).toBeUndefined();
});
