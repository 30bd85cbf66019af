import { expect, test } from 'vitest';
import { keptView } from '../../../extension/webview/layers/view';

test('filter and order are found again', () => {
  const view = { filter: 'conv', oddOnly: true, order: { column: 'zeros', descending: true } } as const;
  expect(keptView(view)).toEqual(view);
});

test.each([
  undefined,
  null,
  3,
  { filter: 1, oddOnly: 'x' },
  { order: { column: 'other', descending: true } },
])('of %j nothing is taken over', (kept) => {
  expect(keptView(kept)).toEqual({ filter: '', oddOnly: false });
});
