/** The numbers of a window, unpacked once. */
import { type Window as WindowBody } from '../../shared/generated/protocol';
import { numbersOf } from './base64';

export interface Values {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  readonly numbers: Float64Array;
}

export interface NonFinite {
  readonly nan: number;
  readonly positiveInf: number;
  readonly negativeInf: number;
}

/** Throws when there are not as many numbers as there should be. */
export function unpack({ row, column, rows, columns, values }: WindowBody): Values {
  const numbers = numbersOf(values);
  if (numbers.length !== rows * columns) {
    throw new Error(`${numbers.length} numbers are no window of ${rows} × ${columns} values.`);
  }
  return { row, column, rows, columns, numbers };
}

/** The value at absolute row and column; undefined outside the window. */
export function valueAt(values: Values, row: number, column: number): number | undefined {
  const [down, right] = [row - values.row, column - values.column];
  const inside = down >= 0 && right >= 0 && down < values.rows && right < values.columns;
  return inside ? values.numbers[down * values.columns + right] : undefined;
}

export function countNonFinite(numbers: Float64Array): NonFinite {
  let [nan, positiveInf, negativeInf] = [0, 0, 0];
  for (const number of numbers) {
    nan += Number.isNaN(number) ? 1 : 0;
    positiveInf += number === Infinity ? 1 : 0;
    negativeInf += number === -Infinity ? 1 : 0;
  }
  return { nan, positiveInf, negativeInf };
}
