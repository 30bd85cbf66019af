/** The heat map in words. Pure. */
import { formatCount, formatValue } from './numbers';
import { type View } from './paging';
import { countNonFinite, type Values, valueAt } from './values';

/** `[4, 0, 17] = NaN`: the cursor's value, with the index that the user's code would write. */
export function readout(values: Values, view: View, shape: readonly number[]): string {
  const value = valueAt(values, view.cursorRow, view.cursorColumn);
  const index = [...view.index, view.cursorRow, view.cursorColumn].slice(-shape.length);
  const place = shape.length === 0 ? '' : `[${index.join(', ')}] = `;
  return value === undefined ? `${place}…` : place + formatValue(value);
}

/** What lies where in the window and how much of it is bad. */
export function summaryOfWindow(values: Values): string {
  const { nan, positiveInf, negativeInf } = countNonFinite(values.numbers);
  const { row, column, rows, columns } = values;
  const bad = `${formatCount(nan)} NaN, ${formatCount(positiveInf)} +Inf, ${formatCount(negativeInf)} −Inf`;
  return `Rows ${range(row, rows)}, columns ${range(column, columns)}: ${bad}.`;
}

/** `0–31`, or `7` when it is one. */
export function range(start: number, length: number): string {
  return length <= 1 ? `${start}` : `${start}–${start + length - 1}`;
}
