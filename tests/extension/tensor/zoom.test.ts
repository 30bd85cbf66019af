import { expect, test } from 'vitest';
import { fieldAt, isIn, middleOf, overviewLevel } from '../../../extension/webview/tensor/zoom';

const width = 800;
const origin = { row: 0, column: 0 };

test('what fits is shown value by value, in cells as large as there is room', () => {
  const plane = { rows: 16, columns: 26 };
  expect(overviewLevel(plane, width)).toBe(0);
  expect(fieldAt(0, plane, width, origin)).toEqual({
    row: 0,
    column: 0,
    rows: 16,
    columns: 26,
    steps: [1, 1],
    cell: 24,
  });
});

test('the overview shows all of a plane, however large, in one window', () => {
  for (const plane of [
    { rows: 10_000, columns: 10_000 },
    { rows: 1, columns: 100_000_000 },
    { rows: 1_000_000, columns: 3 },
  ]) {
    const { steps, rows, columns, cell } = fieldAt(overviewLevel(plane, width), plane, width, origin);
    expect(rows * steps[0]).toBeGreaterThanOrEqual(plane.rows);
    expect(columns * steps[1]).toBeGreaterThanOrEqual(plane.columns);
    expect(Math.max(rows, columns)).toBeLessThanOrEqual(256);
    expect(columns * cell).toBeLessThanOrEqual(width);
  }
});

test('each level below takes half as many values together, the last one single values', () => {
  const plane = { rows: 10_000, columns: 10_000 };
  const top = overviewLevel(plane, width);
  const steps = Array.from({ length: top }, (_, level) => fieldAt(level, plane, width, origin).steps[0]);
  expect(steps).toEqual([1, 2, 4, 8, 16, 32, 64, 128].slice(0, top));
});

test('an axis that fits is not taken together', () => {
  const plane = { rows: 10, columns: 10_000 };
  expect(fieldAt(3, plane, width, origin).steps).toEqual([1, 8]);
});

test('the field lies around its middle, and ends where the plane does', () => {
  const plane = { rows: 10_000, columns: 10_000 };
  const field = fieldAt(0, plane, width, { row: 5000, column: 9999 });
  expect(field.row).toBe(5000 - Math.floor(field.rows / 2));
  expect(field.column + field.columns).toBe(10_000);
  expect(isIn(field, { row: 5000, column: 9999 })).toBe(true);
  expect(isIn(field, { row: 0, column: 9999 })).toBe(false);
});

test('a drag moves the field by whole cells', () => {
  const plane = { rows: 10_000, columns: 10_000 };
  const field = fieldAt(2, plane, width, { row: 5000, column: 5000 });
  const dragged = fieldAt(2, plane, width, middleOf(field, 3, -2));
  expect([dragged.row - field.row, dragged.column - field.column]).toEqual([3, -2]);
});

test('a narrow page still shows something', () => {
  expect(fieldAt(0, { rows: 100, columns: 100 }, 0, origin).columns).toBe(8);
});
