/** Windows of tensors from the planes that a report holds. Pure. */
import { type RecordedAnswer, type Window, type WindowArguments } from '../../shared/generated/protocol';
import { base64Of } from '../common/base64';
import { unpack, type Values } from '../common/values';
import { notRecorded } from './answers';

interface Plane {
  readonly values: Values;
  readonly steps: readonly number[];
}

const single = [1, 1];

export class RecordedWindows {
  private readonly planes = new Map<string, Plane[]>();
  private readonly shapes = new Map<number, readonly number[]>();

  constructor(answers: readonly RecordedAnswer[]) {
    for (const { command, arguments: args, body } of answers) {
      if (command === 'keras/window' && body) {
        const { handle, index, steps = single } = args as WindowArguments;
        const window = body as Window;
        const key = keyOf(handle, index);
        const plane = { values: unpack(window), steps };
        this.planes.set(key, [...(this.planes.get(key) ?? []), plane]);
        this.shapes.set(handle, window.shape);
      }
    }
  }

  /** Throws when a value of the window is not in the report. */
  read({ handle, index, axes, steps = single, minus, ...area }: WindowArguments): Window {
    const shape = this.shapes.get(handle);
    if (!shape || minus !== undefined) {
      throw new Error(notRecorded);
    }
    const [down = 1, across = 1] = steps;
    const rank = shape.length;
    const [rowAxis = rank - 2, columnAxis = rank - 1] = axes ?? [];
    const { row, column, rows, columns } = clipped(area, shape, rowAxis, columnAxis, down, across);
    const position = place(rank, index, rowAxis, columnAxis);
    const values = new Float64Array(rows * columns);
    for (let cell = 0; cell < values.length; cell += 1) {
      const at = [(row + Math.floor(cell / columns)) * down, (column + (cell % columns)) * across];
      values[cell] = this.mean(
        handle,
        position(at[0] ?? 0, at[1] ?? 0),
        [rowAxis, columnAxis],
        [down, across],
      );
    }
    return { shape: [...shape], row, column, rows, columns, values: base64Of(values) };
  }

  /** The mean of a block; a value that is not finite is told instead. */
  private mean(
    handle: number,
    at: readonly number[],
    axes: readonly number[],
    steps: readonly number[],
  ): number {
    const shape = this.shapes.get(handle) ?? [];
    const [rowAxis = 0, columnAxis = 0] = axes;
    const [down = 1, across = 1] = steps;
    let sum = 0;
    let count = 0;
    let infinite: number | undefined;
    const lastRow = Math.min((at[rowAxis] ?? 0) + down, shape[rowAxis] ?? 1);
    const lastColumn = Math.min((at[columnAxis] ?? 0) + across, shape[columnAxis] ?? 1);
    for (let row = at[rowAxis] ?? 0; row < lastRow; row += 1) {
      for (let column = at[columnAxis] ?? 0; column < lastColumn; column += 1) {
        const index = at.map((each, axis) => (axis === rowAxis ? row : axis === columnAxis ? column : each));
        const value = this.value(handle, index);
        if (Number.isNaN(value)) {
          return value;
        }
        infinite ??= Number.isFinite(value) ? undefined : value;
        sum += value;
        count += 1;
      }
    }
    return infinite ?? sum / Math.max(1, count);
  }

  private value(handle: number, at: readonly number[]): number {
    const [row, column] = [at.at(-2) ?? 0, at.at(-1) ?? 0];
    let coarse: number | undefined;
    for (const { values, steps } of this.planes.get(keyOf(handle, at.slice(0, -2))) ?? []) {
      const [down = 1, across = 1] = steps;
      const inRow = Math.floor(row / down) - values.row;
      const inColumn = Math.floor(column / across) - values.column;
      if (inRow >= 0 && inColumn >= 0 && inRow < values.rows && inColumn < values.columns) {
        const value = values.numbers[inRow * values.columns + inColumn] ?? NaN;
        if (down === 1 && across === 1) {
          return value;
        }
        coarse = value;
      }
    }
    if (coarse === undefined) {
      throw new Error(notRecorded);
    }
    return coarse;
  }
}

type Area = Pick<Window, 'row' | 'column' | 'rows' | 'columns'>;

function clipped(
  { row, column, rows, columns }: Area,
  shape: readonly number[],
  rowAxis: number,
  columnAxis: number,
  down: number,
  across: number,
): Area {
  const fit = (start: number, wanted: number, size: number, step: number): number =>
    Math.max(0, Math.min(wanted, Math.ceil(size / step) - start));
  return {
    row,
    column,
    rows: fit(row, rows, shape[rowAxis] ?? 1, down),
    columns: fit(column, columns, shape[columnAxis] ?? 1, across),
  };
}

/** Returns what makes the whole index of a cell: the other axes stand at `index`, in their order. */
function place(
  rank: number,
  index: readonly number[],
  rowAxis: number,
  columnAxis: number,
): (row: number, column: number) => number[] {
  return (row, column) => {
    const others = [...index];
    return Array.from({ length: rank }, (_, axis) =>
      axis === rowAxis ? row : axis === columnAxis ? column : (others.shift() ?? 0),
    );
  };
}

function keyOf(handle: number, index: readonly number[]): string {
  return `${handle}:${index.join(',')}`;
}
