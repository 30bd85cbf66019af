import { expect, test } from 'vitest';
import {
  firstAt,
  isCompressed,
  lastFirst,
  lengthOf,
  offsetOf,
  reveal,
} from '../../../extension/webview/tensor/track';

const short = { count: 100, fitting: 16, size: 22, heading: 22 };
const long = { count: 100_000_000, fitting: 16, size: 22, heading: 22 };
const rangeOf = (track: typeof short): number => lengthOf(track) - 388;

test('a short table scrolls as long as it is, a long one as far as an element can', () => {
  expect(lengthOf(short)).toBe(22 + 100 * 22);
  expect(isCompressed(short)).toBe(false);
  expect(lengthOf(long)).toBeLessThan(2 ** 25);
  expect(isCompressed(long)).toBe(true);
});

test('both ends of the bar are both ends of the table', () => {
  for (const track of [short, long]) {
    expect(firstAt(track, 0, rangeOf(track))).toBe(0);
    expect(firstAt(track, rangeOf(track), rangeOf(track))).toBe(lastFirst(track));
    expect(lastFirst(track) + track.fitting).toBe(track.count);
  }
});

test('the bar stands where its line is', () => {
  for (const first of [0, 1, 42, 84]) {
    expect(firstAt(short, offsetOf(short, first, rangeOf(short)), rangeOf(short))).toBe(first);
  }
});

test('a table that is all in sight does not scroll', () => {
  const all = { ...short, count: 5, fitting: 5 };
  expect(lastFirst(all)).toBe(0);
  expect(firstAt(all, 10, 0)).toBe(0);
  expect(offsetOf(all, 0, 0)).toBe(0);
});

test('a step over the edge shows one line more, a leap has its line in the middle', () => {
  expect(reveal(short, 10, 20)).toBe(10);
  expect(reveal(short, 10, 26)).toBe(11);
  expect(reveal(short, 10, 9)).toBe(9);
  expect(reveal(short, 10, 60)).toBe(52);
  expect(reveal(short, 10, 99)).toBe(84);
  expect(reveal(short, 60, 0)).toBe(0);
});
