import { expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatOptional,
  formatShape,
  formatShare,
  formatValue,
} from '../../../extension/webview/common/numbers';

test.each([
  [0, '0'],
  [-0, '-0'],
  [3, '3'],
  [1203999, '1203999'],
  [0.0123456, '0.01235'],
  [-4.3100001, '-4.31'],
  [54321.9, '5.432e4'],
  [123456.7, '1.235e5'],
  [0.00012, '1.2e-4'],
  [-1.5e-12, '-1.5e-12'],
  [1e300, '1e300'],
  [Number.NaN, 'NaN'],
  [Infinity, '+Inf'],
  [-Infinity, '−Inf'],
])('%d reads %s', (value, text) => {
  expect(formatValue(value)).toBe(text);
});

test('what is not known is a dash', () => {
  expect(formatOptional(null)).toBe('–');
  expect(formatOptional(0)).toBe('0');
});

test('a share that is there is never nothing, one that lacks something never all', () => {
  expect(formatShare(1, 1e8)).toBe('< 0.01 %');
  expect(formatShare(99_999_999, 1e8)).toBe('> 99.99 %');
  expect(formatShare(3, 2048)).toBe('0.146 %');
  expect(formatShare(32, 32)).toBe('100 %');
  expect(formatShare(0, 0)).toBe('–');
});

test('counts, sizes and shapes', () => {
  expect(formatCount(1234567)).toBe('1,234,567');
  expect(formatBytes(0)).toBe('0 B');
  expect(formatBytes(8192)).toBe('8 KiB');
  expect(formatBytes(4e8)).toBe('381 MiB');
  expect(formatShape([null, 10])).toBe('[None, 10]');
  expect(formatShape([])).toBe('[]');
});
