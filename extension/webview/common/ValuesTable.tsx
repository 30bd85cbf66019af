import { type VNode } from 'preact';
import { formatValue } from './numbers';
import { neighbourhood, type View } from './paging';
import { type Values, valueAt } from './values';

/** Room for a value such as `-1.234e-12`, and for the heading of a row. */
const cell = 76;
const heading = 52;
const rows = 7;

/** The numbers around the cursor. */
export function ValuesTable({ values, view, width }: { values: Values; view: View; width: number }): VNode {
  const columns = Math.max(2, Math.floor((width - heading) / cell));
  const shown = neighbourhood(values, view, { rows, columns });
  const across = Array.from({ length: shown.columns }, (_, each) => shown.column + each);
  const down = Array.from({ length: shown.rows }, (_, each) => shown.row + each);
  return (
    <table class="values">
      <caption class="hidden">Values around the cursor</caption>
      <thead>
        <tr>
          <td />
          {across.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {down.map((row) => (
          <tr key={row}>
            <th scope="row">{row}</th>
            {across.map((column) => {
              const value = valueAt(values, row, column);
              const current = row === view.cursorRow && column === view.cursorColumn;
              return (
                <td
                  key={column}
                  class={value !== undefined && !Number.isFinite(value) ? 'bad' : ''}
                  aria-current={current ? 'true' : undefined}
                >
                  {value === undefined ? '' : formatValue(value)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
