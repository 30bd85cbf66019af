import { type VNode } from 'preact';
import { type BatchColumn, type BatchRow } from '../../shared/generated/protocol';
import { Cell } from '../common/row/Cell';
import { type Placed, placed, roles } from '../common/row/columns';
import { useSurroundings } from '../common/useAnswer';

/** Room for a glance: the panel of the batch shows more. */
const room = { picture: 48, tokens: 10, bars: 2 };

interface TableProperties {
  readonly columns: readonly BatchColumn[];
  readonly rows: readonly BatchRow[];
}

/** Features and labels side by side; scrolls by itself when they are wider than the page. */
export function BatchTable({ columns, rows }: TableProperties): VNode {
  const ordered = placed(columns);
  const datasetRows = rows.some((row) => row.datasetRow !== null);
  const reasons = rows.some((row) => row.why !== undefined);
  return (
    <div class="scroll" role="region" aria-label="Rows of the batch" tabIndex={0}>
      <table class="batch">
        <thead>
          <tr>
            <th scope="col">row</th>
            {datasetRows && <th scope="col">data set row</th>}
            {ordered.map(({ column, index }) => (
              <th key={index} scope="col" class={`column ${column.role}`}>
                <span class="role">{roles[column.role]}</span>
                <span class="name">{column.name}</span>
                <code class="line">{column.line}</code>
              </th>
            ))}
            {reasons && <th scope="col">why</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.row} row={row} ordered={ordered} datasetRows={datasetRows} reasons={reasons} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProperties {
  readonly row: BatchRow;
  /** The columns as they are shown, with the index of their cells. */
  readonly ordered: readonly Placed[];
  readonly datasetRows: boolean;
  readonly reasons: boolean;
}

function Row({ row, ordered, datasetRows, reasons }: RowProperties): VNode {
  const { host } = useSurroundings();
  return (
    <tr class={row.bad ? 'bad' : ''}>
      <th scope="row">
        {row.bad && (
          <span class="mark" role="img" aria-label="bad row">
            ⚠
          </span>
        )}
        <button
          type="button"
          class="link"
          aria-label={`Row ${row.row}: open it in the batch`}
          onClick={() => {
            host.open('batch', { row: row.row });
          }}
        >
          {row.row}
        </button>
      </th>
      {datasetRows && <td class="number">{row.datasetRow ?? '–'}</td>}
      {ordered.map(({ column, index }) => {
        const cell = row.cells[index];
        return (
          <td key={index} class={`cell ${column.role}`}>
            {cell && <Cell cell={cell} label={`${column.name} of row ${row.row}`} room={room} />}
          </td>
        );
      })}
      {reasons && <td class="why">{row.why}</td>}
    </tr>
  );
}
