import { expect, test } from 'vitest';
import { type Batch, type BatchColumn } from '../../../extension/shared/generated/protocol';
import {
  layoutOf,
  lineHeight,
  listedRows,
  pageSize,
  shownColumns,
  tableColumns,
  tileHeight,
  tilesAcross,
} from '../../../extension/webview/batch/layout';

const column = (
  name: string,
  content: BatchColumn['content'],
  more: Partial<BatchColumn> = {},
): BatchColumn => ({
  name,
  role: 'feature',
  shape: [],
  dtype: 'float32',
  line: '',
  content,
  flags: [],
  ...more,
});
const image = (side: number): BatchColumn =>
  column('x', 'image', {
    image: {
      height: side,
      width: side,
      channels: 3,
      channelsFirst: false,
      scale: '0 to 1',
      lowest: 0,
      highest: 1,
    },
  });
const field = (name: string) => ({
  name,
  minimum: 0,
  maximum: 1,
  mean: 0,
  standardDeviation: 1,
  nonFinite: 0,
});
const vector = (length: number): BatchColumn =>
  column('x', 'vector', { fields: Array.from({ length }, (_, index) => field(`${index}`)) });
const label = column('y', 'classes', { role: 'label' });
const batch = (...columns: BatchColumn[]): Batch => ({
  total: 512,
  columns,
  order: 'batch',
  structure: '',
  guilty: [],
});

test('images are a gallery unless the reader wants a table; other batches are a table', () => {
  expect(layoutOf(batch(image(28), label), undefined)).toBe('gallery');
  expect(layoutOf(batch(image(28), label), 'table')).toBe('table');
  expect(layoutOf(batch(vector(4), label), 'gallery')).toBe('table');
});

test('a page has the fewer rows the larger their images are, and 20 at most', () => {
  expect(pageSize(batch(vector(4), label), 0)).toBe(20);
  expect(pageSize(batch(image(28), label), 96)).toBe(20);
  expect(pageSize(batch(image(224), label), 96)).toBe(7);
  expect(pageSize(batch(image(224), label), 64)).toBe(17);
  expect(pageSize(batch(...Array.from({ length: 9 }, () => image(224))), 96)).toBe(1);
});

test('a vector with few named values has a column for each', () => {
  expect(shownColumns([vector(3), label]).map(({ key }) => key)).toEqual(['y', 'x 0', 'x 1', 'x 2']);
  expect(shownColumns([vector(40), label]).map(({ key }) => key)).toEqual(['y', 'x']);
});

test('pictures stand before labels, and labels before other features', () => {
  const names = shownColumns([column('text', 'text'), image(28), label]).map(({ key }) => key);
  expect(names).toEqual(['x', 'y', 'text']);
});

test('a table is as wide as its columns need at least', () => {
  const plain = tableColumns(shownColumns([label]), batch(label));
  const withLoss = tableColumns(shownColumns([label]), { ...batch(label), loss: 'mse', guilty: [3] });
  expect(plain.template.split('minmax')).toHaveLength(2);
  expect(withLoss.template.split('minmax')).toHaveLength(3);
  expect(withLoss.least).toBeGreaterThan(plain.least);
});

test('lines are as high as the highest cell, and have room for why a row is to blame', () => {
  const text = batch(label);
  expect(lineHeight(batch(image(28), label))).toBeGreaterThan(lineHeight(text));
  expect(lineHeight({ ...text, guilty: [0] })).toBeGreaterThan(lineHeight(text));
  expect(tileHeight(batch(image(28), label))).toBeGreaterThan(tileHeight(batch(image(28))));
});

test('there is always a tile beside none', () => {
  expect(tilesAcross(80)).toBe(1);
  expect(tilesAcross(700)).toBe(4);
});

test('a list ends before the browser ends its element', () => {
  expect(listedRows(512, 1, 46)).toBe(512);
  expect(listedRows(100_000_000, 1, 46) * 46).toBeLessThan(2 ** 25);
  expect(listedRows(100_000_000, 3, 200) * 200).toBeGreaterThan(2 ** 25);
});
