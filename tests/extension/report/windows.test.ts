import { expect, test } from 'vitest';
import { type RecordedAnswer, type WindowArguments } from '../../../extension/shared/generated/protocol';
import { unpack } from '../../../extension/webview/common/values';
import { RecordedWindows } from '../../../extension/webview/report/windows';

const bytes = (numbers: readonly number[]): string =>
  Buffer.from(Float64Array.from(numbers).buffer).toString('base64');

const whole = { row: 0, column: 0 };

/** A tensor of shape (2, 3, 4), whose values say where they are: 123 is at [1, 2, 3]. */
const planes = [0, 1].map((index): RecordedAnswer => {
  const numbers = Array.from(
    { length: 12 },
    (_, cell) => index * 100 + Math.floor(cell / 4) * 10 + (cell % 4),
  );
  const area = { ...whole, rows: 3, columns: 4 };
  return {
    command: 'keras/window',
    arguments: { handle: 1, index: [index], ...area },
    body: { shape: [2, 3, 4], ...area, values: bytes(numbers) },
  };
});

/** A matrix of 8 × 8 of which there are an overview and a block of four values. */
const large: RecordedAnswer[] = [
  {
    command: 'keras/window',
    arguments: { handle: 2, index: [], ...whole, rows: 2, columns: 2, steps: [4, 4] },
    body: { shape: [8, 8], ...whole, rows: 2, columns: 2, values: bytes([1, 2, 3, Infinity]) },
  },
  {
    command: 'keras/window',
    arguments: { handle: 2, index: [], row: 4, column: 4, rows: 2, columns: 2 },
    body: { shape: [8, 8], row: 4, column: 4, rows: 2, columns: 2, values: bytes([5, 6, 7, Infinity]) },
  },
];

const windows = new RecordedWindows([...planes, ...large]);
const read = (args: Partial<WindowArguments>): number[] => {
  const area = { ...whole, rows: 256, columns: 256, index: [], handle: 1, ...args };
  return [...unpack(windows.read(area)).numbers];
};

test('a window is cut from its plane and ends with the tensor', () => {
  expect(read({ index: [1], row: 1, column: 2 })).toEqual([112, 113, 122, 123]);
});

test('any two axes can be rows and columns', () => {
  expect(read({ axes: [0, 1], index: [3] })).toEqual([3, 13, 23, 103, 113, 123]);
  expect(read({ axes: [2, 0], index: [1] })).toEqual([10, 110, 11, 111, 12, 112, 13, 113]);
});

test('a cell that stands for several values is their mean', () => {
  expect(read({ index: [0], steps: [3, 2] })).toEqual([10.5, 12.5]);
});

test('of a large plane the values of the block are told, elsewhere those of the overview', () => {
  expect(read({ handle: 2, row: 4, column: 4, rows: 2, columns: 2 })).toEqual([5, 6, 7, Infinity]);
  expect(read({ handle: 2, rows: 1, columns: 5 })).toEqual([1, 1, 1, 1, 2]);
  expect(read({ handle: 2, steps: [4, 4] })).toEqual([1, 2, 3, Infinity]);
});

test('what is not in the report is refused', () => {
  expect(() => read({ handle: 3 })).toThrow('not in the report');
  expect(() => read({ index: [5] })).toThrow('not in the report');
  expect(() => read({ index: [0], minus: 2 })).toThrow('not in the report');
});
