import { expect, test } from 'vitest';
import { kinds } from '../../../extension/shared/generated/kinds';
import {
  boundOf,
  boundProblem,
  fieldsOf,
  kindOffers,
  layerOffers,
  withChange,
  withField,
} from '../../../extension/src/breakpoints/choices';

const kernel = { type: 'tensor', name: 'kernel', target: 't' } as const;

test('every kind is offered, with when it stops', () => {
  expect(kindOffers.map(({ label }) => label)).toEqual(kinds.map(({ label }) => label));
  expect(new Set(kindOffers.map(({ label }) => label)).size).toBe(kinds.length);
  expect(kindOffers.every(({ label }) => label.length <= 30)).toBe(true);
});

test('fields are named that say something of what stops, and what the value is', () => {
  expect(fieldsOf({ type: 'finding', kind: 'nan' })).toMatch(/^layer, .*, variable, hits$/);
  expect(fieldsOf({ type: 'finding', kind: 'dead-units' })).toMatch(/value \(.+\), hits$/);
  expect(fieldsOf({ type: 'finding', kind: 'step' })).toBe('epoch, step, loss, gradient_norm');
  expect(fieldsOf({ ...kernel, changes: [] })).toContain('unchanged');
});

test('layers are offered by path and by class', () => {
  const layers = [
    { path: 'model/a', className: 'Dense', location: { file: '/home/me/train.py', line: 7 } },
    { path: 'model/b', className: 'Dense' },
    { path: 'model', className: 'Sequential' },
  ];
  expect(layerOffers(layers)).toEqual([
    { label: 'model/a', description: 'Dense · train.py:7', value: 'model/a' },
    { label: 'model/b', description: 'Dense', value: 'model/b' },
    { label: 'model', description: 'Sequential', value: 'model' },
    { label: 'Dense', description: 'class of 2 layers', value: 'Dense' },
    { label: 'Sequential', description: 'class of one layer', value: 'Sequential' },
  ]);
});

test('another thing to wait for drops what belonged to the one before', () => {
  const range = { ...kernel, changes: ['range' as const], minimum: 0, maximum: 1 };
  expect(withChange(range, 'shape')).toEqual({ ...kernel, changes: ['shape'] });
  expect(withChange(range, 'range')).toEqual(range);
  const own = { ...kernel, changes: [], condition: 'norm > 3' };
  expect(withChange(own, 'own')).toEqual(own);
  expect(withChange(own, 'range')).toEqual({ ...kernel, changes: ['range'] });
});

test('a field goes away with its value', () => {
  expect(withField({ type: 'layer', layer: 'a', condition: 'nan > 0' }, 'condition', undefined)).toEqual({
    type: 'layer',
    layer: 'a',
  });
});

test('bounds are numbers, in order, one of them at least', () => {
  expect([boundOf(''), boundOf(' 1e-3 ')]).toEqual([undefined, 0.001]);
  expect(boundProblem('', undefined, false)).toBeUndefined();
  expect(boundProblem('', undefined, true)).toMatch(/smallest or a largest/);
  expect(boundProblem('ten', undefined, false)).toMatch(/Write a number/);
  expect(boundProblem('0', 1, false)).toBe('Write a number of at least 1.');
  expect(boundProblem('2', 1, false)).toBeUndefined();
});
