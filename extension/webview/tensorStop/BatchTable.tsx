import { type VNode } from 'preact';
import { type Batch, type BatchColumn, type BatchRow } from '../../shared/generated/protocol';

const roles: Readonly<Record<BatchColumn['role'], string>> = {
  feature: 'feature',
  label: 'label',
  sampleWeight: 'sample weight',
  output: 'output',
};

/** Features and labels side by side; scrolls by itself when they are wider than the page. */
export function BatchTable({ batch: { columns, rows } }: { batch: Batch }): VNode {
  const datasetRows = rows.some((row) => row.datasetRow !== null);
  const reasons = rows.some((row) => row.why !== undefined);
  return (
    <div class="scroll" role="region" aria-label="Rows of the batch" tabIndex={0}>
      <table class="batch">
        <thead>
          <tr>
            <th scope="col">row</th>
            {datasetRows && <th scope="col">data set row</th>}
            {reasons && <th scope="col">why</th>}
            {columns.map((column, index) => (
              <th key={index} scope="col" class={`column ${column.role}`}>
                <span class="role">{roles[column.role]}</span>
                <span class="name">{column.name}</span>
                <code class="line">{column.line}</code>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.row} row={row} datasetRows={datasetRows} reasons={reasons} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProperties {
  readonly row: BatchRow;
  readonly datasetRows: boolean;
  readonly reasons: boolean;
}

function Row({ row, datasetRows, reasons }: RowProperties): VNode {
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
      {reasons && <td class="why">{row.why}</td>}
      {row.cells.map((cell, index) => (
        <td key={index} class="cell">
          {cell}
        </td>
      ))}
    </tr>
  );
}
