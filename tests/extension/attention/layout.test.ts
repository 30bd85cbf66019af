import { expect, test } from 'vitest';
import { cellFor, pageFor } from '../../../extension/webview/attention/layout';
import { overview, scaleOfWeights } from '../../../extension/webview/attention/tile';

const area = (rows: number, columns: number) => ({ row: 0, column: 0, rows, columns });

test('a short text fills the width with large cells, a long one comes in pages', () => {
  expect(pageFor(800, { rows: 10, columns: 10 })).toEqual({ rows: 10, columns: 10 });
  expect(cellFor(800, area(10, 10))).toBe(28);
  const page = pageFor(800, { rows: 512, columns: 512 });
  expect(page).toEqual({ rows: 32, columns: 43 });
  expect(cellFor(800, area(page.rows, page.columns))).toBe(15);
});

test('a narrow page still shows some keys, in cells that labels fit', () => {
  const page = pageFor(120, { rows: 64, columns: 64 });
  expect(page.columns).toBe(4);
  expect(cellFor(120, area(page.rows, page.columns))).toBe(15);
});

test('an overview has at most 64 cells a side', () => {
  expect(overview(64, 10)).toEqual({ row: 0, column: 0, rows: 64, columns: 10 });
  expect(overview(512, 65)).toEqual({ row: 0, column: 0, rows: 64, columns: 33, steps: [8, 2] });
});

test('weights are shown from zero, scores around it, and nothing on a scale of its own', () => {
  const scale = (...numbers: number[]) =>
    scaleOfWeights({
      row: 0,
      column: 0,
      rows: 1,
      columns: numbers.length,
      numbers: Float64Array.from(numbers),
    });
  expect(scale(0.2, 0.4)).toEqual({ low: 0, high: 0.4, diverging: false });
  expect(scale(-3, 1, Number.NaN, Infinity)).toEqual({ low: -3, high: 3, diverging: true });
  expect(scale(Number.NaN)).toEqual({ low: 0, high: 1, diverging: false });
});
