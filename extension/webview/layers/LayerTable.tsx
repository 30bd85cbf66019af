import { type VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type LayerRow } from '../../shared/generated/protocol';
import { type Column, columns, type Order } from './columns';
import { Row } from './Row';
import { rangeOf } from './drawing';

/** Rows that are made at once, in 0.2 s on a busy machine. */
const page = 300;

interface Properties {
  readonly rows: readonly LayerRow[];
  /** Path of the layer that the page was opened for. */
  readonly asked: string | undefined;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

export function LayerTable({ rows, asked, order, onOrder }: Properties): VNode {
  const [pages, setPages] = useState(1);
  const range = useMemo(
    () => rangeOf(rows.flatMap(({ activations, gradients, updates }) => [activations, gradients, updates])),
    [rows],
  );
  const place = rows.findIndex(({ path }) => path === asked);
  const made = Math.max(pages * page, place + 1);
  const hidden = rows.length - made;
  const nested = order.column === 'layer' && !order.descending;
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    scroller.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'center' });
  }, [asked, place < 0]);
  return (
    <>
      <div class="scroll" role="region" aria-label="Layers" tabIndex={0} ref={scroller}>
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
            {rows.slice(0, made).map((row) => (
              <Row key={row.path} row={row} range={range} nested={nested} current={row.path === asked} />
            ))}
          </tbody>
        </table>
      </div>
      {hidden > 0 && (
        <button
          type="button"
          class="secondary"
          onClick={() => {
            setPages(Math.ceil(made / page) + 1);
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
