/** The table of numbers of a plane: its size, its pages, and how they are asked for. Pure. */
import { type WindowArguments } from '../../shared/generated/protocol';
import { type Size } from '../common/paging';
import { type Values, valueAt } from '../common/values';
import { type PlaneProperties } from './plane';
import { cursorOf, planeArguments, planeOf, type Slice, withCursor, withPosition } from './slice';

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** A vector stands upright: a number a line. */
export interface Grid extends Size {
  readonly upright: boolean;
  readonly cursor: Place;
  readonly page: Size;
  /** Names the plane: pages of another one are others. */
  readonly plane: Omit<WindowArguments, 'row' | 'column' | 'rows' | 'columns'>;
}

export function gridOf({ handle, shape, slice, minus }: Omit<PlaneProperties, 'setSlice'>): Grid {
  const upright = shape.length === 1;
  const { rows, columns } = planeOf(slice, shape);
  const { row, column } = cursorOf(slice);
  return {
    upright,
    rows: upright ? columns : rows,
    columns: upright ? 1 : columns,
    cursor: upright ? { row: column, column: 0 } : { row, column },
    page: upright ? { rows: 256, columns: 1 } : { rows: 64, columns: 32 },
    plane: { handle, ...planeArguments(slice), ...(minus !== undefined && { minus }) },
  };
}

export function moved(slice: Slice, shape: readonly number[], { row, column }: Place): Slice {
  return shape.length === 1 ? withPosition(slice, shape, 0, row) : withCursor(slice, shape, row, column);
}

/** The page that has a cell, as `row:column` of its first one. */
export function pageAt({ page }: Grid, row: number, column: number): string {
  return `${row - (row % page.rows)}:${column - (column % page.columns)}`;
}

/** The pages of an area, the one in its middle first. */
export function pagesOf(grid: Grid, { row, column }: Place, { rows, columns }: Size): readonly string[] {
  const found = new Set([pageAt(grid, row + Math.floor(rows / 2), column + Math.floor(columns / 2))]);
  const { page } = grid;
  for (let down = row - (row % page.rows); down < row + rows; down += page.rows) {
    for (let across = column - (column % page.columns); across < column + columns; across += page.columns) {
      found.add(`${down}:${across}`);
    }
  }
  return [...found];
}

export function questionOf(grid: Grid, page: string): WindowArguments {
  const [row = 0, column = 0] = page.split(':').map(Number);
  const rows = Math.min(grid.page.rows, grid.rows - row);
  const columns = Math.min(grid.page.columns, grid.columns - column);
  const window = grid.upright
    ? { row: 0, column: row, rows: 1, columns: rows }
    : { row, column, rows, columns };
  return { ...grid.plane, ...window };
}

export function numberAt({ upright }: Grid, values: Values, row: number, column: number): number | undefined {
  return upright ? valueAt(values, 0, row) : valueAt(values, row, column);
}
