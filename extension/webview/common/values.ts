/** The numbers of a window, unpacked once. */
import { type Window as WindowBody } from '../../shared/generated/protocol';

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

/** Unpacks base64 of little-endian float64, whatever the machine's own order is. */
export function unpack({ row, column, rows, columns, values }: WindowBody): Values {
  const bytes = Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0));
  if (bytes.length !== rows * columns * 8) {
    throw new Error(`${bytes.length} bytes are no window of ${rows} × ${columns} values.`);
  }
  const view = new DataView(bytes.buffer);
  const numbers = Float64Array.from({ length: rows * columns }, (_, index) =>
    view.getFloat64(index * 8, true),
  );
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
