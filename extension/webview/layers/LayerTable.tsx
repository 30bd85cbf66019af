import { type VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { type LayerRow } from '../../shared/generated/protocol';
import { type Column, columns, type Order } from './columns';
import { Row } from './Row';
import { rangeOf } from './drawing';

/** Rows that are made at once, in 0.2 s on a busy machine. */
const page = 300;

interface Properties {
  readonly rows: readonly LayerRow[];
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

export function LayerTable({ rows, order, onOrder }: Properties): VNode {
  const [pages, setPages] = useState(1);
  const range = useMemo(
    () => rangeOf(rows.flatMap(({ activations, gradients, updates }) => [activations, gradients, updates])),
    [rows],
  );
  const hidden = rows.length - pages * page;
  const nested = order.column === 'layer' && !order.descending;
  return (
    <>
      <div class="scroll" role="region" aria-label="Layers" tabIndex={0}>
        <table class={`layers ${nested ? 'nested' : ''}`}>
          <thead>
            <tr>
              <Header columns={columns.slice(0, 2)} order={order} onOrder={onOrder} />
              {columns.slice(2).map((column) => (
                <Header key={column.name} columns={[column]} order={order} onOrder={onOrder} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, pages * page).map((row) => (
              <Row key={row.path} row={row} range={range} nested={nested} />
            ))}
          </tbody>
        </table>
      </div>
      {hidden > 0 && (
        <button
          type="button"
          class="secondary"
          onClick={() => {
            setPages(pages + 1);
          }}
        >
          Show {Math.min(hidden, page)} more of {hidden}
        </button>
      )}
    </>
  );
}

interface HeaderProperties {
  /** Those that share the column. */
  readonly columns: readonly Column[];
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

function Header({ columns, order, onOrder }: HeaderProperties): VNode {
  const sorted = columns.some(({ name }) => name === order.column);
  return (
    <th
      scope="col"
      class={columns[0]?.numeric ? 'number' : ''}
      {...(sorted && { 'aria-sort': order.descending ? 'descending' : 'ascending' })}
    >
      {columns.map(({ name, label, explanation, descending }) => {
        const current = order.column === name;
        return (
          <button
            key={name}
            type="button"
            class={current ? 'current' : ''}
            title={explanation}
            onClick={() => {
              onOrder({ column: name, descending: current ? !order.descending : descending });
            }}
          >
            {label}
            <span class="arrow" aria-hidden="true">
              {current ? (order.descending ? '▾' : '▴') : ''}
            </span>
          </button>
        );
      })}
    </th>
  );
}
