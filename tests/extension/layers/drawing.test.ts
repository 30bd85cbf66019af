import { expect, test } from 'vitest';
import { draw, rangeOf } from '../../../extension/webview/layers/drawing';

const size = { width: 100, height: 10, logarithmic: false };
const range = { first: 0, last: 10 };

test('lines below each other have the same axis of steps', () => {
  const lines = [{ steps: [4, 8], values: [0, 0] }, undefined, { steps: [2], values: [0] }];
  expect(rangeOf(lines)).toEqual({ first: 2, last: 8 });
});

test('a line goes from its first step to its last, the largest value on top', () => {
  const { path, end } = draw({ steps: [0, 5, 10], values: [1, 3, 2] }, range, size);
  expect(path).toBe('M0 10L50 0L100 5');
  expect(end).toEqual({ x: 100, y: 5 });
});

test('what is not finite interrupts the line and is marked', () => {
  const { path, gaps, end } = draw({ steps: [0, 5, 10], values: [1, null, 2] }, range, size);
  expect(path).toBe('M0 10M100 0');
  expect(gaps).toEqual([50]);
  expect(end).toEqual({ x: 100, y: 0 });
  expect(draw({ steps: [0, 10], values: [1, null] }, range, size).end).toBeUndefined();
});

test('a value that stays is a line in the middle, not noise made large', () => {
  expect(draw({ steps: [0, 10], values: [5, 5] }, range, size).path).toBe('M0 5L100 5');
  expect(draw({ steps: [0, 10], values: [5, 5.0001] }, range, size).path).toBe('M0 5L100 5');
});

test('orders of magnitude are equally far apart on a logarithmic axis, and zero is at the bottom', () => {
  const { path } = draw({ steps: [0, 5, 10], values: [0.1, 1, 10] }, range, { ...size, logarithmic: true });
  expect(path).toBe('M0 10L50 5L100 0');
  const zeros = draw({ steps: [0, 10], values: [1, 0] }, range, { ...size, logarithmic: true });
  expect(zeros.end).toEqual({ x: 100, y: 10 });
});

test('one step alone is at the right end', () => {
  expect(draw({ steps: [3], values: [1] }, { first: 3, last: 3 }, size).end).toEqual({ x: 100, y: 5 });
});
