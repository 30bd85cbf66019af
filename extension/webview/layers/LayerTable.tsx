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
              {columns.map((column) => (
                <Header key={column.name} column={column} order={order} onOrder={onOrder} />
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
  readonly column: Column;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

function Header({ column, order, onOrder }: HeaderProperties): VNode {
  const { name, label, explanation, numeric, descending } = column;
  const current = order.column === name;
  return (
    <th
      scope="col"
      class={numeric ? 'number' : name}
      {...(current && { 'aria-sort': order.descending ? 'descending' : 'ascending' })}
    >
      <button
        type="button"
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
    </th>
  );
}
