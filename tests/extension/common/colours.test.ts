import { expect, test } from 'vitest';
import {
  colourOf,
  legendColours,
  type Palette,
  parseColour,
  scaleOf,
} from '../../../extension/webview/common/colours';

const palette: Palette = { background: [0, 0, 0], negative: [0, 0, 200], positive: [200, 200, 0] };

test('zero has the colour of the page, the signs have their own', () => {
  const scale = scaleOf(-2, 4);
  expect(colourOf(0, scale, palette)).toEqual([0, 0, 0]);
  expect(colourOf(4, scale, palette)).toEqual([200, 200, 0]);
  expect(colourOf(-4, scale, palette)).toEqual([0, 0, 200]);
});

test('equal sizes are equally strong, whatever their sign', () => {
  const scale = scaleOf(-2, 4);
  expect(colourOf(2, scale, palette)[0]).toBe(colourOf(-2, scale, palette)[2]);
});

test('a range of one sign uses the whole scale', () => {
  const scale = scaleOf(100, 101);
  expect(colourOf(101, scale, palette)).toEqual([200, 200, 0]);
  expect(colourOf(100, scale, palette)[0]).toBeLessThan(30);
  expect(colourOf(-5, scaleOf(-5, -1), palette)).toEqual([0, 0, 200]);
});

test('a small value is not taken for zero', () => {
  expect(colourOf(1e-9, scaleOf(-1, 1), palette)[0]).toBeGreaterThan(10);
});

test('a constant tensor, or one with no finite value, has a scale', () => {
  expect(colourOf(3, scaleOf(3, 3), palette)).toEqual([200, 200, 0]);
  expect(scaleOf(null, null)).toEqual({ low: 0, high: 1, diverging: false });
});

test('the legend runs from the one end to the other', () => {
  const colours = legendColours(scaleOf(-1, 1), palette, 3);
  expect(colours).toEqual([
    [0, 0, 200],
    [0, 0, 0],
    [200, 200, 0],
  ]);
});

test.each([
  ['#fff', [255, 255, 255]],
  ['#1f1f1f', [31, 31, 31]],
  ['#ffffff80', [128, 128, 128]],
  ['rgb(1, 2, 3)', [1, 2, 3]],
  ['rgba(200, 100, 0, 0.5)', [100, 50, 0]],
  ['rgb(200 100 0 / 50%)', [100, 50, 0]],
])('the colour %s of a theme is read', (text, colour) => {
  expect(parseColour(text, [0, 0, 0])).toEqual(colour);
});
