import { expect, test } from 'vitest';
import { type LayerRow } from '../../../extension/shared/generated/protocol';
import { defaultOrder, found, rowOf, sorted } from '../../../extension/webview/layers/columns';

const row = (path: string, about: Partial<LayerRow> = {}): LayerRow => ({
  path,
  className: 'Dense',
  depth: 1,
  called: true,
  parameters: 0,
  bytes: 0,
  badness: 0,
  ...about,
});
const paths = (rows: readonly LayerRow[]): string[] => rows.map(({ path }) => path);

test('the worst comes first where something is odd, otherwise the first layer', () => {
  expect(defaultOrder([row('a')])).toEqual({ column: 'layer', descending: false });
  expect(defaultOrder([row('a'), row('b', { badness: 1 })])).toEqual({ column: 'why', descending: true });
});

test('rows that are as bad stay in the order of the model', () => {
  const rows = [row('a'), row('b', { badness: 2 }), row('c'), row('d', { badness: 2 })];
  expect(paths(sorted(rows, { column: 'why', descending: true }))).toEqual(['b', 'd', 'a', 'c']);
});

test('what is not finite is the largest, what is not known comes last either way', () => {
  const rows = [
    row('none'),
    row('one', { gradientNorm: 1 }),
    row('nan', { gradientNorm: null }),
    row('two', { gradientNorm: 2 }),
  ];
  expect(paths(sorted(rows, { column: 'gradientNorm', descending: true }))).toEqual([
    'nan',
    'two',
    'one',
    'none',
  ]);
  expect(paths(sorted(rows, { column: 'gradientNorm', descending: false }))).toEqual([
    'one',
    'two',
    'nan',
    'none',
  ]);
});

test('layers are ordered as the model has them, outputs by how many values they have', () => {
  const rows = [row('b', { shape: [2, 3] }), row('a', { shape: [null, 4] }), row('c', { shape: [10] })];
  expect(paths(sorted(rows, { column: 'layer', descending: false }))).toEqual(['b', 'a', 'c']);
  expect(paths(sorted(rows, { column: 'layer', descending: true }))).toEqual(['c', 'a', 'b']);
  expect(paths(sorted(rows, { column: 'output', descending: true }))).toEqual(['c', 'b', 'a']);
});

test('layers are found by words of their path, class and oddity', () => {
  const rows = [
    row('model/encoder/one'),
    row('model/head', { className: 'Conv2D', badness: 1, why: '95% zeros' }),
  ];
  expect(paths(found(rows, '', false))).toEqual(paths(rows));
  expect(paths(found(rows, 'ENC one', false))).toEqual(['model/encoder/one']);
  expect(paths(found(rows, 'conv zeros', false))).toEqual(['model/head']);
  expect(paths(found(rows, 'model', true))).toEqual(['model/head']);
  expect(found(rows, 'other', false)).toEqual([]);
});

test('a layer is found by its path in the model, and where it is called by itself', () => {
  const rows = [row('model'), row('model/dense'), row('score')];
  expect(rowOf(rows, 'model/dense')?.path).toBe('model/dense');
  expect(rowOf(rows, 'model/pooling/score')?.path).toBe('score');
  expect(rowOf(rows, 'ense')).toBeUndefined();
});
