import { type VNode } from 'preact';
import { type BatchColumn, type BatchRow } from '../../shared/generated/protocol';

const roles: Readonly<Record<BatchColumn['role'], string>> = {
  feature: 'feature',
  label: 'label',
  sampleWeight: 'sample weight',
  prediction: 'prediction',
  output: 'output',
};

/** Labels are narrow and often the culprit: they stand before the features, in sight on a narrow page, too. */
const order: readonly BatchColumn['role'][] = ['label', 'prediction', 'sampleWeight', 'feature', 'output'];

interface TableProperties {
  readonly columns: readonly BatchColumn[];
  readonly rows: readonly BatchRow[];
}

/** Features and labels side by side; scrolls by itself when they are wider than the page. */
export function BatchTable({ columns, rows }: TableProperties): VNode {
  const ordered = columns
    .map((column, index) => ({ column, index }))
    .sort((a, b) => order.indexOf(a.column.role) - order.indexOf(b.column.role));
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
  readonly ordered: readonly { readonly column: BatchColumn; readonly index: number }[];
  readonly datasetRows: boolean;
  readonly reasons: boolean;
}

function Row({ row, ordered, datasetRows, reasons }: RowProperties): VNode {
  return (
    <tr class={row.bad ? 'bad' : ''}>
      <th scope="row">
        {row.bad && (
          <span class="mark" role="img" aria-label="bad row">
            ⚠
          </span>
        )}
        {row.row}
      </th>
      {datasetRows && <td class="number">{row.datasetRow ?? '–'}</td>}
      {ordered.map(({ column, index }) => (
        <td key={index} class={`cell ${column.role}`}>
          {row.cells[index]?.text}
        </td>
      ))}
      {reasons && <td class="why">{row.why}</td>}
    </tr>
  );
}
