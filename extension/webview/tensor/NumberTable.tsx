import { type VNode } from 'preact';
import { useId } from 'preact/hooks';
import { stepOfKey } from '../common/paging';
import { useSurroundings } from '../common/useAnswer';
import { useWidth } from '../common/useWidth';
import { formatValue } from '../common/numbers';
import { exactly } from './exactly';
import { type Grid, gridOf, moved, numberAt, pageAt, pagesOf, type Place } from './grid';
import { type PlaneProperties } from './plane';
import { lengthOf } from './track';
import { usePages } from './usePages';
import { useTrack } from './useTrack';

/** Pixels; at least room for a value such as `-1.234e-12`. */
const cell = { height: 22, width: 84 };
/** Pixels of a scroll bar. */
const bar = 14;
const mostRows = 16;
/** Pixels of a digit of a row's number, and around it. */
const digit = 9;

/** The numbers of a plane, however many: only what is in sight is read. */
export function NumberTable({ handle, shape, slice, setSlice, minus }: PlaneProperties): VNode {
  const { live } = useSurroundings();
  const id = useId();
  const [holder, width] = useWidth();
  const grid = gridOf({ handle, shape, slice, minus });
  const heading = { height: cell.height, width: digit * String(grid.rows).length + 16 };
  const down = {
    count: grid.rows,
    fitting: Math.min(mostRows, grid.rows),
    size: cell.height,
    heading: heading.height,
  };
  const room = width - heading.width - bar;
  const fitting = Math.max(1, Math.min(Math.floor(room / cell.width), grid.columns));
  const across = {
    count: grid.columns,
    fitting,
    size: fitting < grid.columns ? Math.floor(room / fitting) : cell.width,
    heading: heading.width,
  };
  const { scroller, first, onScroll, onWheel } = useTrack(down, across, grid.cursor);
  const shown = { rows: down.fitting, columns: across.fitting };
  const pages = usePages(grid, width === 0 ? [] : pagesOf(grid, first, shown));
  const valueOf = (row: number, column: number): number | undefined => {
    const page = pages.get(pageAt(grid, row, column));
    return page && numberAt(grid, page.values, row, column);
  };
  const go = (place: Place): void => {
    setSlice((before) => moved(before, shape, place));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOfKey(event.key, shown, grid);
    if (step) {
      event.preventDefault();
      // With the control key to the ends of the whole table, as in a spreadsheet.
      const far = event.ctrlKey && (event.key === 'Home' || event.key === 'End');
      const rows = far ? Math.sign(step[1]) * grid.rows : step[0];
      go({ row: grid.cursor.row + rows, column: grid.cursor.column + step[1] });
    }
  };
  const rows = Array.from({ length: shown.rows }, (_, each) => first.row + each);
  const columns = Array.from({ length: shown.columns }, (_, each) => first.column + each);
  const inSight = rows.includes(grid.cursor.row) && columns.includes(grid.cursor.column);
  return (
    <div ref={holder} class="numbers">
      <div
        ref={scroller}
        class="scroller"
        style={{ height: `${heading.height + shown.rows * cell.height + bar}px` }}
        onScroll={onScroll}
        onWheel={onWheel}
      >
        <div class="spacer" style={{ height: `${lengthOf(down)}px`, width: `${lengthOf(across)}px` }}>
          <table
            class="values grid"
            role="grid"
            aria-label="Values. Arrow keys move the cursor."
            aria-rowcount={grid.rows + 1}
            aria-colcount={grid.columns + 1}
            aria-activedescendant={inSight ? `${id}-cursor` : undefined}
            tabIndex={0}
            onKeyDown={onKeyDown}
          >
            <thead>
              <tr aria-rowindex={1}>
                <td style={{ width: `${heading.width}px` }} />
                {columns.map((column) => (
                  <th
                    key={column}
                    scope="col"
                    aria-colindex={column + 2}
                    style={{ width: `${across.size}px` }}
                  >
                    {grid.upright ? 'value' : column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row} aria-rowindex={row + 2}>
                  <th scope="row">{row}</th>
                  {columns.map((column) => (
                    <Cell
                      key={column}
                      value={valueOf(row, column)}
                      column={column}
                      id={isCursor(grid, row, column) ? `${id}-cursor` : undefined}
                      press={() => {
                        go({ row, column });
                      }}
                    />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      <p class="readout" aria-live="polite">
        {shape.length > 0 && `[${slice.at.join(', ')}] = `}
        {exactly(valueOf(grid.cursor.row, grid.cursor.column))}
      </p>
      {pages.error !== undefined && (
        <p class="note error" role="alert">
          {pages.error}{' '}
          {live && (
            <button
              type="button"
              class="link"
              onClick={() => {
                pages.retry();
              }}
            >
              Try again
            </button>
          )}
        </p>
      )}
    </div>
  );
}

interface CellProperties {
  readonly value: number | undefined;
  readonly column: number;
  /** Of the cell at the cursor. */
  readonly id: string | undefined;
  readonly press: () => void;
}

function Cell({ value, column, id, press }: CellProperties): VNode {
  const bad = value !== undefined && !Number.isFinite(value);
  return (
    <td
      id={id}
      class={bad ? 'bad' : value === undefined ? 'muted' : ''}
      aria-colindex={column + 2}
      aria-selected={id !== undefined}
      onPointerDown={press}
    >
      {value === undefined ? '·' : formatValue(value)}
    </td>
  );
}

function isCursor({ cursor }: Grid, row: number, column: number): boolean {
  return cursor.row === row && cursor.column === column;
}
