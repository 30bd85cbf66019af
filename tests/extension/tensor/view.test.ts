import { expect, test } from 'vitest';
import { crowds } from '../../../extension/webview/tensor/crowds';
import { exactly } from '../../../extension/webview/tensor/exactly';
import { grouped } from '../../../extension/webview/tensor/choices';
import { firstView, restoredView, sameTensor } from '../../../extension/webview/tensor/view';

const kernel = { type: 'weight', name: 'dense/kernel' } as const;
const gradient = { type: 'gradient', name: 'dense/kernel' } as const;

test('what was chosen for a tensor is found again, in any frame', () => {
  const view = { ...firstView(kernel, [8, 8], [3, 4]), level: 2, axis: 1 };
  expect(view.slice.at).toEqual([3, 4]);
  expect(restoredView(view, kernel, [8, 8])).toEqual(view);
  expect(restoredView(view, kernel, [2, 8])?.slice.at).toEqual([1, 4]);
  expect(restoredView(view, kernel, [8])?.axis).toBe(0);
  expect(restoredView(view, gradient, [8, 8])).toBeUndefined();
  expect(restoredView(undefined, kernel, [8, 8])).toBeUndefined();
  const here = { type: 'expression', name: 'x', frameId: 1 } as const;
  expect(sameTensor(here, { ...here, frameId: 2 })).toBe(true);
});

test('tensors are offered by their groups, narrowed down by what is read of them', () => {
  const tensors = [
    { reference: kernel, group: 'Weights', name: 'dense/kernel', shape: [26, 8], dtype: 'float32' },
    { reference: gradient, group: 'Gradients', name: 'dense/kernel', shape: [26, 8], dtype: 'float32' },
    { reference: kernel, group: 'Weights', name: 'dense/bias', shape: [8], dtype: 'float16' },
  ];
  expect(grouped(tensors, '').map(([group, { length }]) => [group, length])).toEqual([
    ['Weights', 2],
    ['Gradients', 1],
  ]);
  expect(grouped(tensors, 'KERNEL weights').flatMap(([, found]) => found)).toEqual([tensors[0]]);
  expect(grouped(tensors, 'float16[8]').flatMap(([, found]) => found)).toEqual([tensors[2]]);
  expect(grouped(tensors, 'nothing')).toEqual([]);
});

test('a logarithmic scale is proposed where few values stretch the linear one', () => {
  const statistics = {
    count: 1000,
    counted: 1000,
    sampled: false,
    nan: 0,
    positiveInf: 0,
    negativeInf: 0,
    zeros: 0,
    minimum: -1,
    maximum: 1000,
    mean: 1,
    standardDeviation: 3,
    norm: 1,
  };
  expect(crowds(statistics)).toBe(true);
  expect(crowds({ ...statistics, maximum: 5 })).toBe(false);
  expect(crowds({ ...statistics, minimum: 0, maximum: 0, standardDeviation: 0 })).toBe(false);
  expect(crowds({ ...statistics, minimum: null, maximum: null, standardDeviation: null })).toBe(false);
});

test('the value at the cursor has the digits that tell it from its neighbours', () => {
  expect(exactly(Math.fround(0.1))).toBe('0.1');
  expect(exactly(Math.fround(1 / 3))).toBe('0.33333334');
  expect(exactly(1 / 3)).toBe('0.3333333333333333');
  expect(exactly(-0.5e-30)).toBe('-5e-31');
  expect(exactly(Number.NaN)).toBe('NaN');
  expect(exactly(undefined)).toBe('…');
});
