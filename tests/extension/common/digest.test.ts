import { expect, test } from 'vitest';
import { type TensorDigest } from '../../../extension/shared/generated/protocol';
import { emptyBecause, factsOf, shapeOf, signatureOf } from '../../../extension/webview/common/digest';

const tensor: TensorDigest = {
  shape: [32, 128],
  dtype: 'float32',
  device: 'GPU:0',
  bytes: 16_384,
  line: 'f32[32,128] ∈[0, 1]',
};

test('a tensor is told by its dtype, shape, place, size and origin', () => {
  expect(signatureOf(tensor)).toBe('float32[32, 128]');
  expect(factsOf({ ...tensor, madeBy: 'MatMul at train.py:7' })).toBe(
    'GPU:0 · 16 KiB · made by MatMul at train.py:7',
  );
  expect(factsOf({ ...tensor, device: '' })).toBe('host memory · 16 KiB');
});

test('a symbolic tensor has no values yet', () => {
  const symbolic = { ...tensor, shape: [null, 10], line: 'symbolic f32[None,10]' };
  expect(factsOf(symbolic)).toBe('symbolic: it has no values yet');
  expect(shapeOf(symbolic)).toBeUndefined();
  expect(emptyBecause(symbolic)).toBeUndefined();
});

test('what cannot be seen as rows and columns of numbers says why', () => {
  expect(shapeOf(tensor)).toEqual([32, 128]);
  expect(emptyBecause(tensor)).toBeUndefined();
  expect(shapeOf({ ...tensor, dtype: 'string' })).toBeUndefined();
  expect(emptyBecause({ ...tensor, dtype: 'string' })).toBe('No numbers: its values are of dtype string.');
  expect(emptyBecause({ ...tensor, shape: [2, null] })).toContain('different lengths');
  expect(emptyBecause({ ...tensor, shape: [0, 3] })).toBe('No values: one of the axes has length 0.');
});
