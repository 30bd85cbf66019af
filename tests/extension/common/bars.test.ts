import { expect, test } from 'vitest';
import { type Histogram } from '../../../extension/shared/generated/protocol';
import { barsOf, summaryOf } from '../../../extension/webview/common/bars';

const histogram: Histogram = {
  edges: [-1, 0, 1],
  counts: [1000, 0],
  nan: 3,
  positiveInf: 0,
  negativeInf: 12_345,
  sampled: false,
};

test('NaN and the infinities have bars of their own beside the numbers', () => {
  expect(barsOf(histogram).map(({ kind, count }) => [kind, count])).toEqual([
    ['finite', 1000],
    ['finite', 0],
    ['negativeInf', 12_345],
    ['positiveInf', 0],
    ['nan', 3],
  ]);
});

test('three NaN among thousands are to be seen, nothing is not', () => {
  const bars = barsOf(histogram);
  expect(bars.at(-1)?.height).toBeGreaterThan(0.02);
  expect(bars[1]?.height).toBe(0);
  expect(bars[2]?.height).toBe(1);
});

test('a bar reads as words', () => {
  expect(barsOf(histogram)[0]?.label).toBe('-1 to 0: 1,000 values');
  expect(barsOf({ ...histogram, nan: 1 }).at(-1)?.label).toBe('NaN: 1 value');
  expect(barsOf(histogram)[2]?.shortCount).toBe('12.3K');
});

test('the summary says it without bars', () => {
  expect(summaryOf(histogram)).toBe('1,000 finite values from -1 to 1; 3 NaN, 0 +Inf, 12,345 −Inf.');
  expect(summaryOf({ ...histogram, sampled: true })).toMatch(/, sampled\.$/);
});

test('a tensor with nothing finite has no range', () => {
  expect(summaryOf({ ...histogram, edges: [], counts: [] })).toBe(
    '0 finite values; 3 NaN, 0 +Inf, 12,345 −Inf.',
  );
});
