import { expect, test } from 'vitest';
import { type AxisRow, badOf, bandOf } from '../../../extension/webview/tensor/band';

function row(index: number, minimum: number | null, maximum: number | null, nan = 0): AxisRow {
  const mean = minimum === null || maximum === null ? null : (minimum + maximum) / 2;
  const deviation = mean === null ? null : 1;
  const infinities = { positiveInf: 0, negativeInf: 0, zeros: 0 };
  return { index, nan, ...infinities, minimum, maximum, mean, standardDeviation: deviation };
}

test('each position has a box from its maximum to its minimum, and a dash at its mean', () => {
  const { low, high, range, mean } = bandOf([row(0, 0, 10), row(1, 5, 7.5)]);
  expect([low, high]).toEqual([0, 10]);
  expect(range).toBe('M0 0h1v100h-1z M1 25h1v25h-1z');
  expect(mean).toBe('M0 50h1 M1 37.5h1');
});

test('a position without a finite value is a gap, marked over the full height', () => {
  const { range, bad } = bandOf([row(0, 0, 1), row(1, null, null, 4)]);
  expect(range).toBe('M0 0h1v100h-1z');
  expect(bad).toBe('M1 0h1v100h-1z');
  expect(badOf(row(1, null, null, 4))).toBe(4);
});

test('constants, and no finite value at all, can be drawn', () => {
  expect(bandOf([row(0, 3, 3)]).range).toBe('M0 50h1v1h-1z');
  expect(bandOf([row(0, null, null)])).toMatchObject({ low: 0, high: 1, range: '' });
});
