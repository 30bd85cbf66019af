import { type VNode } from 'preact';
import { type BatchRow } from '../../shared/generated/protocol';
import { CopyButton } from '../common/CopyButton';
import { Flags } from '../common/row/Flags';
import { Cell } from '../common/row/Cell';
import { roles, shortName } from '../common/row/columns';
import { formatOptional } from '../common/numbers';
import { pictures, type Shown, shownColumns, tableColumns } from './layout';
import { Loss } from './Loss';
import { Missing } from './Missing';
import { RowName } from './RowName';
import { rowId, type RowsProperties } from './Rows';

const room = { picture: pictures.table, tokens: 12, bars: 3 };

/** A line a row, a column a column of the batch. */
export function Table({ batch, rows, lines, height, shown, current, onOpen }: RowsProperties): VNode {
  const columns = shownColumns(batch.columns);
  const { template, least } = tableColumns(columns, batch);
  const places = Array.from({ length: shown.end - shown.start }, (_, index) => shown.start + index);
  const style = { gridTemplateColumns: template };
  const losses = batch.loss !== undefined;
  return (
    <div class="sheet" style={{ minWidth: `${least}px` }}>
      <div role="rowgroup" class="head">
        <div role="row" aria-rowindex={1} class="record" style={style}>
          <span role="columnheader">row</span>
          {losses && <span role="columnheader">loss</span>}
          {columns.map((each) => (
            <Heading key={each.key} shown={each} />
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={lines} class="lines" style={{ height: `${batch.total * height}px` }}>
        {places.map((place) => {
          const row = rows.at(place);
          return (
            <div
              key={place}
              id={rowId(place)}
              role="row"
              aria-rowindex={place + 2}
              aria-selected={place === current}
              class={`record${row?.bad ? ' bad' : ''}`}
              style={{ ...style, top: `${place * height}px`, height: `${height}px` }}
              onClick={() => {
                onOpen(place);
              }}
            >
              {row ? (
                <>
                  <span role="rowheader" class="cell">
                    <RowName row={row} />
                    {row.why !== undefined && (
                      <span class="why" title={row.why}>
                        {row.why}
                      </span>
                    )}
                    <CopyCode row={row} />
                  </span>
                  {losses && (
                    <span role="gridcell" class="cell">
                      <Loss loss={row.loss} largest={rows.largestLoss} />
                    </span>
                  )}
                  {columns.map((each) => (
                    <Value key={each.key} shown={each} row={row} />
                  ))}
                </>
              ) : (
                <Missing error={rows.error} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

export function CopyCode({ row, reached = false }: { row: BatchRow; reached?: boolean }): VNode | null {
  return row.code === undefined ? null : (
    <CopyButton text={row.code} what={`row ${row.row}`} label="Copy as code" reached={reached} />
  );
}

function Heading({ shown: { column, field } }: { shown: Shown }): VNode {
  if (field) {
    const { name, minimum, maximum, mean, standardDeviation, nonFinite, flag } = field.of;
    const range = `${formatOptional(minimum)} … ${formatOptional(maximum)}`;
    const spread = `${formatOptional(mean)} ± ${formatOptional(standardDeviation)}`;
    const flags = nonFinite > 0 ? [`${nonFinite} not finite`] : flag ? [flag] : [];
    return (
      <span role="columnheader" title={`${column.name}, ${name}: ${range}, mean ± deviation ${spread}`}>
        <span class="role">{shortName(column.name)}</span>
        <span class="name">{name}</span>
        <span class="field">{range}</span>
        <span class="field">{spread}</span>
        <Flags flags={flags} />
      </span>
    );
  }
  return (
    <span role="columnheader" title={`${column.name}: ${column.line}`}>
      <span class="role">{roles[column.role]}</span>
      <span class="name">{shortName(column.name)}</span>
    </span>
  );
}

function Value({ shown: { column, index, field }, row }: { shown: Shown; row: BatchRow }): VNode {
  const cell = row.cells[index];
  if (field) {
    const value = cell?.values?.[field.index];
    return (
      <span role="gridcell" class={`cell number${value === null ? ' bad' : ''}`}>
        {value === null ? 'not finite' : formatOptional(value)}
      </span>
    );
  }
  return (
    <span role="gridcell" class={`cell holds-${column.content}`}>
      {cell && <Cell cell={cell} label={`${column.name} of row ${row.row}`} room={room} />}
    </span>
  );
}
