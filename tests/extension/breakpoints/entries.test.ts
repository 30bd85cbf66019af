import { expect, test } from 'vitest';
import {
  type Entries,
  onTheWire,
  type Setting,
  withAdded,
  withChanged,
  withEnabled,
  without,
} from '../../../extension/src/breakpoints/entries';

const nan: Setting = { type: 'finding', kind: 'nan', condition: 'step > 3' };
const dense: Setting = { type: 'layer', layer: 'dense*' };
const kernel: Setting = {
  type: 'tensor',
  name: 'self.kernel',
  target: 'variable:dense/kernel',
  changes: ['range'],
  maximum: 3,
};
const ignored: Setting = { type: 'ignored', kind: 'inf', location: { file: '/train.py', line: 3 } };
const all = [nan, dense, kernel, ignored].reduce<Entries>(
  (entries, setting, index) => withAdded(entries, setting, index + 1).entries,
  [],
);

test('the wire has each entry where it belongs, those of the view with their ids', () => {
  expect(onTheWire(all)).toEqual({
    breakpoints: [{ kind: 'nan', condition: 'step > 3' }],
    layers: [{ id: 2, layer: 'dense*' }],
    data: [{ id: 3, name: 'self.kernel', target: 'variable:dense/kernel', changes: ['range'], maximum: 3 }],
    ignored: [{ kind: 'inf', location: { file: '/train.py', line: 3 } }],
  });
});

test('what is switched off is not on the wire', () => {
  const off = withEnabled(all, [1, 2, 3, 4], false);
  expect(onTheWire(off)).toEqual({ breakpoints: [], layers: [], data: [], ignored: [] });
  expect(onTheWire(withEnabled(off, [2], true)).layers).toHaveLength(1);
});

test('adding the same again switches it on', () => {
  const off = withEnabled(all, [4], false);
  const again: Setting = {
    location: { line: 3, function: 'call', file: '/train.py' },
    kind: 'inf',
    type: 'ignored',
  };
  expect(withAdded(off, again, 9)).toEqual({ entries: all, entry: all[3] });
  expect(withAdded(all, { ...ignored, kind: 'nan' }, 9).entries).toHaveLength(5);
});

test('an entry that becomes like another takes its place', () => {
  const two = withAdded(all, { type: 'layer', layer: 'head' }, 5).entries;
  expect(withChanged(two, 5, { type: 'layer', layer: 'tail' }).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  expect(withChanged(two, 5, dense).map(({ id }) => id)).toEqual([1, 3, 4, 5]);
});

test('entries are removed by their ids', () => {
  expect(without(all, [1, 4]).map(({ setting }) => setting)).toEqual([dense, kernel]);
});
