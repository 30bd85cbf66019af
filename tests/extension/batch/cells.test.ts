import { expect, test } from 'vitest';
import { viewOf } from '../../../extension/webview/batch/view';
import { bytesOf, numbersOf } from '../../../extension/webview/common/base64';
import { chipsOf } from '../../../extension/webview/common/row/chips';
import { shortName } from '../../../extension/webview/common/row/columns';
import { plotOf } from '../../../extension/webview/common/row/plot';
import { percent, topBars, widthOf } from '../../../extension/webview/common/row/shares';

const padding = { id: 0, padding: true };

test('in a table a nested column has its key for a name', () => {
  const names = ['x', 'x["ids"]', "y['score']", 'x[0]', 'x["meta"]["age"]', 'Mul in log'];
  expect(names.map(shortName)).toEqual(['x', 'ids', 'score', 'x[0]', 'age', 'Mul in log']);
});

test('tokens are their texts, or their ids', () => {
  const { chips, more } = chipsOf([{ id: 7, text: 'film' }, { id: 9 }, { id: 3, text: '\n ' }], 0, 10);
  expect(chips.map(({ text }) => text)).toEqual(['film', '9', '⏎␣']);
  expect(chips.map(({ title }) => title)).toEqual(['id 7: film', 'id 9', 'id 3: \n ']);
  expect(more).toBe(0);
});

test('padding is one chip, and stands for all its tokens', () => {
  const { chips, more } = chipsOf([{ id: 7 }, padding, padding, padding, { id: 8 }], 480, 2);
  expect(chips.map(({ text }) => text)).toEqual(['7', 'padding × 3']);
  expect(more).toBe(481);
  expect(chipsOf([padding], 0, 4).chips[0]?.text).toBe('padding');
});

test('the right class is among the bars, however small it is', () => {
  const bars = [
    { name: 'cat', value: 0.7 },
    { name: 'dog', value: 0.2 },
    { name: 'owl', value: 0.09 },
    { name: 'bee', value: 0.01, label: true },
  ];
  expect(topBars(bars, 2).map(({ name }) => name)).toEqual(['cat', 'bee']);
  expect(topBars(bars.slice(0, 3), 2).map(({ name }) => name)).toEqual(['cat', 'dog']);
});

test('probabilities that are none are seen as such', () => {
  expect([0.5432, 0.0012, 1e-9, 0, 1, null].map(percent)).toEqual([
    '54 %',
    '0.12 %',
    '< 0.01 %',
    '0 %',
    '100 %',
    'not finite',
  ]);
  expect([null, -1, 0.5, 3].map(widthOf)).toEqual([0, 0, 0.5, 1]);
});

test('curves share a scale; what is not finite is a gap', () => {
  const plot = plotOf([Float64Array.of(0, 1, Number.NaN, Infinity, 2), Float64Array.of(4, 4, 4, 4, 4)]);
  expect([plot.low, plot.high]).toEqual([0, 4]);
  expect(plot.curves[0]?.stretches).toEqual(['0,100 25,75', '100,50 100,50']);
  expect(plot.curves[0]?.gaps).toEqual([[37.5, 87.5]]);
  expect(plot.curves[1]).toEqual({ stretches: ['0,0 25,0 50,0 75,0 100,0'], gaps: [] });
});

test('a curve without finite values, or without values, is no curve', () => {
  const plot = plotOf([Float64Array.of(Number.NaN, Number.NaN), new Float64Array()]);
  expect(plot).toEqual({
    curves: [
      { stretches: [], gaps: [[0, 100]] },
      { stretches: [], gaps: [] },
    ],
    low: null,
    high: null,
  });
  expect(plotOf([Float64Array.of(3, 3)]).curves[0]?.stretches).toEqual(['0,50 100,50']);
});

test('bytes and little-endian numbers come out of base64', () => {
  expect([...bytesOf('AP+A')]).toEqual([0, 255, 128]);
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setFloat64(8, -1.5, true);
  expect([...numbersOf(btoa(String.fromCharCode(...bytes)))]).toEqual([0, -1.5]);
});

test('a view that was kept is found again; anything else is the first look', () => {
  expect(viewOf({ layout: 'table', place: 7, open: true })).toEqual({
    layout: 'table',
    place: 7,
    open: true,
  });
  for (const kept of [undefined, 'x', { layout: 'wide', place: -1, open: 1 }]) {
    expect(viewOf(kept)).toEqual({ place: 0, open: false });
  }
});
