/** How much of a head fits the page. Pure. */
import { type Area, type Size } from '../common/paging';

/** Pixels of the queries' labels, and of the bars of their entropy. */
export const labelWidth = 92;
export const barWidth = 56;
/** A line of small text. */
const smallest = 15;
const largest = 28;
const tallest = 480;

/** Queries and keys to show at once. */
export function pageFor(width: number, plane: Size): Size {
  const columns = Math.max(4, Math.min(64, Math.floor((width - labelWidth - barWidth) / smallest)));
  return {
    rows: Math.max(1, Math.min(plane.rows, Math.floor(tallest / smallest))),
    columns: Math.max(1, Math.min(plane.columns, columns)),
  };
}

/** Pixels of a cell: as large as the area allows. */
export function cellFor(width: number, { rows, columns }: Area): number {
  const fitting = Math.min(
    (width - labelWidth - barWidth) / Math.max(1, columns),
    tallest / Math.max(1, rows),
  );
  return Math.max(smallest, Math.min(largest, Math.floor(fitting)));
}
