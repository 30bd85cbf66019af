/** Which part of a tensor the heat map shows, and where the cursor stands. Pure. */

/** The last two axes are the rows and columns; `index` fixes the axes before them. */
export interface View {
  readonly index: readonly number[];
  readonly cursorRow: number;
  readonly cursorColumn: number;
}

export interface Size {
  readonly rows: number;
  readonly columns: number;
}

export interface Area extends Size {
  readonly row: number;
  readonly column: number;
}

/** Rows and columns of the tensor's last two axes: a vector is one row, a scalar one cell. */
export function planeOf(shape: readonly number[]): Size {
  return { rows: shape.at(-2) ?? 1, columns: shape.at(-1) ?? 1 };
}

/** The axes before the last two. */
export function leadingAxes(shape: readonly number[]): readonly number[] {
  return shape.slice(0, -2);
}

/** Cells of this width can be told apart by their pattern, and pressed on. */
const comfortableCell = 11;
/** A little less is taken where it saves paging. */
export const smallestCell = 8;
const pageRows = 32;

/** Rows and columns to show at once in so many pixels. */
export function pageFor(width: number, plane: Size): Size {
  const fitting = Math.min(64, Math.floor(width / smallestCell));
  const comfortable = Math.min(64, Math.floor(width / comfortableCell));
  return { rows: pageRows, columns: Math.max(8, plane.columns <= fitting ? fitting : comfortable) };
}

/** Starts at the first bad value, or at the beginning. */
export function startAt(shape: readonly number[], position: readonly number[] | undefined): View {
  const at = position?.length === shape.length ? position : shape.map(() => 0);
  return {
    index: at.slice(0, -2),
    cursorRow: shape.length > 1 ? (at.at(-2) ?? 0) : 0,
    cursorColumn: at.at(-1) ?? 0,
  };
}

/** The page that holds the cursor: pages lie side by side, so that paging there and back shows the same. */
export function areaOf(view: View, plane: Size, page: Size): Area {
  const row = view.cursorRow - (view.cursorRow % page.rows);
  const column = view.cursorColumn - (view.cursorColumn % page.columns);
  return {
    row,
    column,
    rows: Math.min(page.rows, plane.rows - row),
    columns: Math.min(page.columns, plane.columns - column),
  };
}

export function moveCursor(view: View, plane: Size, rows: number, columns: number): View {
  return {
    ...view,
    cursorRow: clamp(view.cursorRow + rows, plane.rows),
    cursorColumn: clamp(view.cursorColumn + columns, plane.columns),
  };
}

/** Moves along a leading axis; rows and columns stay. */
export function moveIndex(view: View, shape: readonly number[], axis: number, by: number): View {
  const index = view.index.map((at, each) => (each === axis ? clamp(at + by, shape[axis] ?? 1) : at));
  return { ...view, index };
}

/** Whether a view has its cursor in an area that was read for the view before: there the run may have gone on. */
export function isShown(area: Area, before: View, after: View): boolean {
  const [down, right] = [after.cursorRow - area.row, after.cursorColumn - area.column];
  const inside = down >= 0 && right >= 0 && down < area.rows && right < area.columns;
  return inside && after.index.every((at, axis) => at === before.index[axis]);
}

/** How far a key moves the cursor, in rows and columns; undefined for keys that do not move it. */
export function stepOfKey(key: string, page: Size, plane: Size): readonly [number, number] | undefined {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    PageUp: [-page.rows, 0],
    PageDown: [page.rows, 0],
    Home: [0, -plane.columns],
    End: [0, plane.columns],
  };
  return steps[key];
}

/** A part of the area around the cursor, for the table of values. */
export function neighbourhood(area: Area, view: View, size: Size): Area {
  const rows = Math.min(size.rows, area.rows);
  const columns = Math.min(size.columns, area.columns);
  return {
    row: area.row + slide(view.cursorRow - area.row, rows, area.rows),
    column: area.column + slide(view.cursorColumn - area.column, columns, area.columns),
    rows,
    columns,
  };
}

function slide(cursor: number, shown: number, all: number): number {
  return Math.max(0, Math.min(cursor - Math.floor(shown / 2), all - shown));
}

function clamp(position: number, size: number): number {
  return Math.max(0, Math.min(position, size - 1));
}
