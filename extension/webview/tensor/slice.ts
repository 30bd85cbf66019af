/** Which two axes of a tensor lie down and across, and where the cursor stands in all of them. Pure. */
import { type WindowArguments } from '../../shared/generated/protocol';
import { type Size } from '../common/paging';

export interface Slice {
  /** The cursor, an index as code would write it: it also fixes the axes that lie neither down nor across. */
  readonly at: readonly number[];
  /** Axes of the rows and of the columns; a vector is one row, a scalar one cell. */
  readonly axes: readonly number[];
}

/** Starts at a position, or at the beginning. */
export function sliceAt(shape: readonly number[], position: readonly number[] | undefined): Slice {
  const at = position?.length === shape.length ? position : shape.map(() => 0);
  return { at, axes: shape.map((_, axis) => axis).slice(-2) };
}

/** The same slice of a tensor that may have another shape by now. */
export function fitted(slice: Slice, shape: readonly number[]): Slice {
  return slice.at.length === shape.length
    ? { ...slice, at: slice.at.map((position, axis) => clamp(position, shape[axis] ?? 1)) }
    : sliceAt(shape, undefined);
}

export function planeOf({ axes }: Slice, shape: readonly number[]): Size {
  return { rows: shape[rowAxis(axes)] ?? 1, columns: shape[axes.at(-1) ?? -1] ?? 1 };
}

/** The axes that lie neither down nor across. */
export function fixedAxes({ at, axes }: Slice): readonly number[] {
  return at.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
}

/** Names the plane in a question about a window of it. */
export function planeArguments(slice: Slice): Pick<WindowArguments, 'index' | 'axes'> {
  const index = fixedAxes(slice).map((axis) => slice.at[axis] ?? 0);
  return slice.axes.length < 2 ? { index } : { index, axes: [...slice.axes] };
}

export function cursorOf({ at, axes }: Slice): { readonly row: number; readonly column: number } {
  return { row: at[rowAxis(axes)] ?? 0, column: at[axes.at(-1) ?? -1] ?? 0 };
}

/** The cursor at a place of the plane, or as close as the tensor allows. */
export function withCursor(slice: Slice, shape: readonly number[], row: number, column: number): Slice {
  const down = withPosition(slice, shape, rowAxis(slice.axes), row);
  return withPosition(down, shape, slice.axes.at(-1) ?? -1, column);
}

/** The cursor at a position of one axis; another plane when that axis is a fixed one. */
export function withPosition(slice: Slice, shape: readonly number[], axis: number, position: number): Slice {
  const at = slice.at.map((before, each) => (each === axis ? clamp(position, shape[axis] ?? 1) : before));
  return { ...slice, at };
}

/** Lays an axis down (`which` 0) or across (1); the two change places when it is the other one. */
export function withAxis(slice: Slice, which: 0 | 1, axis: number): Slice {
  const [rows = 0, columns = 0] = slice.axes;
  const swapped = axis === (which === 0 ? columns : rows);
  const axes = swapped ? [columns, rows] : which === 0 ? [axis, columns] : [rows, axis];
  return { ...slice, axes };
}

/** As NumPy would write what is shown: `[3, :, 7, :]`. */
export function sliceText(slice: Slice): string {
  return `[${slice.at.map((position, axis) => (slice.axes.includes(axis) ? ':' : position)).join(', ')}]`;
}

/** -1 for a vector and a scalar: no axis lies down. */
function rowAxis(axes: readonly number[]): number {
  return axes.length < 2 ? -1 : (axes[0] ?? -1);
}

function clamp(position: number, size: number): number {
  return Math.max(0, Math.min(position, size - 1));
}
