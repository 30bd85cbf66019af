/** How much of a plane the heat map shows: at level 0 a cell is a value, each level more takes twice as many together. Pure. */
import { type Area, type Size, smallestCell } from '../common/paging';

/** A window of cells, and the values that a cell stands for down and across. */
export interface Field extends Area {
  readonly steps: readonly [number, number];
  /** Width and height of a cell in pixels. */
  readonly cell: number;
}

/** Wide enough to point at single values. */
const comfortableCell = 12;
const largestCell = 24;
const tallest = 448;

/** The level at which all of the plane is in sight. */
export function overviewLevel(plane: Size, width: number): number {
  const page = pageOf(smallestCell, width);
  const times = Math.max(plane.rows / page.rows, plane.columns / page.columns);
  return times <= 1 ? 0 : Math.ceil(Math.log2(times));
}

/**
 * The cells to show at a level.
 *
 * @param middle The value that is to be in the middle, as far as the ends of the plane allow.
 */
export function fieldAt(
  level: number,
  plane: Size,
  width: number,
  middle: { readonly row: number; readonly column: number },
): Field {
  const whole = level >= overviewLevel(plane, width);
  const fit = pageOf(smallestCell, width);
  // The levels below the overview stop where an axis fits.
  const step = (count: number, fitting: number): number =>
    Math.max(1, Math.min(whole ? Infinity : 2 ** level, Math.ceil(count / fitting)));
  const steps = [step(plane.rows, fit.rows), step(plane.columns, fit.columns)] as const;
  const all = { rows: Math.ceil(plane.rows / steps[0]), columns: Math.ceil(plane.columns / steps[1]) };
  const cell = whole ? fittingCell(all, width) : level === 0 ? comfortableCell : smallestCell;
  const page = pageOf(cell, width);
  const along = (count: number, fitting: number, at: number): readonly [number, number] => {
    const shown = Math.min(count, fitting);
    return [Math.max(0, Math.min(at - Math.floor(shown / 2), count - shown)), shown];
  };
  const [row, rows] = along(all.rows, page.rows, Math.floor(middle.row / steps[0]));
  const [column, columns] = along(all.columns, page.columns, Math.floor(middle.column / steps[1]));
  return { row, column, rows, columns, steps, cell };
}

/** Whether a value lies in a field. */
export function isIn(
  { row, column, rows, columns, steps }: Field,
  at: { row: number; column: number },
): boolean {
  const [down, right] = [Math.floor(at.row / steps[0]) - row, Math.floor(at.column / steps[1]) - column];
  return down >= 0 && down < rows && right >= 0 && right < columns;
}

/** The value in the middle of a field that is dragged by so many cells. */
export function middleOf(
  { row, column, rows, columns, steps }: Field,
  down = 0,
  right = 0,
): { row: number; column: number } {
  return {
    row: (row + Math.floor(rows / 2) + down) * steps[0],
    column: (column + Math.floor(columns / 2) + right) * steps[1],
  };
}

/** Cells of the smallest size that fit; a window has at most 256 a side. */
function pageOf(cell: number, width: number): Size {
  const fitting = (pixels: number): number => Math.max(8, Math.min(256, Math.floor(pixels / cell)));
  return { rows: fitting(tallest), columns: fitting(width) };
}

function fittingCell({ rows, columns }: Size, width: number): number {
  const fitting = Math.floor(Math.min(width / Math.max(1, columns), tallest / Math.max(1, rows)));
  return Math.max(smallestCell, Math.min(largestCell, fitting));
}
