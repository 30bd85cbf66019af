import { expect, test } from 'vitest';
import { type Setting } from '../../../extension/src/breakpoints/entries';
import { rowOf } from '../../../extension/src/breakpoints/rows';

const location = { file: '/project/train.py', line: 12 };
const tensor = { type: 'tensor', name: 'self.kernel', target: 't' } as const;

test.each<[Setting, string, string]>([
  [{ type: 'finding', kind: 'nan' }, 'Numbers: first NaN', ''],
  [
    { type: 'finding', kind: 'gradient-exploding', layer: 'encoder/dense_1', condition: 'value > 9' },
    'Gradients: exploding',
    'dense_1 · value > 9',
  ],
  [{ type: 'finding', kind: 'inf', location, strict: true }, 'Numbers: first Inf', 'train.py:12'],
  [{ type: 'layer', layer: 'encoder/dense_1' }, 'dense_1', 'on entry'],
  [{ type: 'layer', layer: 'Dense', condition: 'nan > 0' }, 'Dense', 'on entry · nan > 0'],
  [{ ...tensor, changes: ['nonFinite'] }, 'self.kernel', 'becomes NaN or Inf'],
  [{ ...tensor, changes: ['shape', 'unchanged'] }, 'self.kernel', 'changes shape, stops changing'],
  [{ ...tensor, changes: ['range'], minimum: 0, maximum: 1 }, 'self.kernel', 'leaves [0, 1]'],
  [{ ...tensor, changes: ['range'], minimum: -1 }, 'self.kernel', 'falls below -1'],
  [{ ...tensor, changes: ['range'], maximum: 1e6 }, 'self.kernel', 'rises above 1000000'],
  [{ ...tensor, changes: [], condition: 'norm > 3' }, 'self.kernel', 'norm > 3'],
  [{ type: 'ignored', kind: 'nan', layer: 'a/b' }, 'Numbers: first NaN', 'not in b'],
  [{ type: 'ignored', location }, 'Any finding', 'not at train.py:12'],
])('%j', (setting, label, description) => {
  expect(rowOf(setting)).toMatchObject({ label, description });
});

test('hovering tells the whole, whatever characters are in it', () => {
  expect(rowOf({ type: 'layer', layer: 'a/b', condition: 'dtype == "`x`"' }).tooltip).toBe(
    'Stops on entry of the call of layer `a/b` when `` dtype == "`x`" ``.',
  );
  expect(rowOf({ type: 'finding', kind: 'nan', layer: 'a/b' }).tooltip).toBe(
    'Stop at the line whose tensor, loss, gradient or weight first holds a NaN: only in layer `a/b`.',
  );
});

test('an entry that cannot be used says why', () => {
  const row = rowOf({ type: 'layer', layer: 'dense' }, 'No layer is called *dense*');
  expect(row.icon).toBe('warning');
  expect(row.tooltip).toContain(String.raw`$(warning) No layer is called \*dense\*`);
});
