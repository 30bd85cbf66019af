import { type VNode } from 'preact';
import { type Batch, type BatchRow } from '../../shared/generated/protocol';
import { Cell } from '../common/row/Cell';
import { type Placed, placed } from '../common/row/columns';
import { Flags } from '../common/row/Flags';
import { Picture } from '../common/row/Picture';
import { pictures, tileLines, tileGap, tileWidth } from './layout';
import { Loss } from './Loss';
import { Missing } from './Missing';
import { RowName } from './RowName';
import { rowId, type RowsProperties } from './Rows';
import { CopyCode } from './Table';

const room = { picture: pictures.gallery, tokens: 4, bars: 2 };

/** Further images of a row stand small in the corner of its first. */
const [mostInsets, inset] = [2, 30];

/** A tile a row: its first image, and what was to be said of it. */
export function Gallery(properties: RowsProperties): VNode {
  const { batch, lines, height, across, shown } = properties;
  const numbers = Array.from({ length: shown.end - shown.start }, (_, index) => shown.start + index);
  const total = Math.ceil(batch.total / across);
  return (
    <div role="rowgroup" ref={lines} class="lines" style={{ height: `${total * height}px` }}>
      {numbers.map((line) => (
        <div
          key={line}
          role="row"
          aria-rowindex={line + 1}
          class="record"
          style={{ top: `${line * height}px`, height: `${height - tileGap}px` }}
        >
          {Array.from({ length: Math.min(across, batch.total - line * across) }, (_, index) => (
            <Tile key={index} {...properties} place={line * across + index} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Tile({ batch, rows, current, onOpen, place }: RowsProperties & { readonly place: number }): VNode {
  const row = rows.at(place);
  return (
    <div
      id={rowId(place)}
      role="gridcell"
      aria-selected={place === current}
      class={`tile${row?.bad ? ' bad' : ''}`}
      style={{ width: `${tileWidth}px` }}
      onClick={() => {
        onOpen(place);
      }}
    >
      {row ? <Content batch={batch} row={row} largest={rows.largestLoss} /> : <Missing error={rows.error} />}
    </div>
  );
}

function Content({ batch, row, largest }: { batch: Batch; row: BatchRow; largest: number }): VNode {
  const columns = placed(batch.columns);
  const cellOf = ({ index }: Placed): BatchRow['cells'][number] | undefined => row.cells[index];
  const [first, ...others] = columns.filter((each) => cellOf(each)?.image);
  const image = first && cellOf(first);
  return (
    <>
      <span class="head">
        <RowName row={row} />
      </span>
      <span class="frame">
        {image?.image && (
          <Picture
            image={image.image}
            label={`${first?.column.name ?? ''} of row ${row.row}: ${image.text}`}
            size={pictures.gallery}
          />
        )}
        <Flags flags={image?.flags} />
        <span class="insets">
          {others.slice(0, mostInsets).map((each) => (
            <Inset key={each.index} name={each.column.name} row={row} cell={cellOf(each)} />
          ))}
        </span>
        <CopyCode row={row} />
      </span>
      {columns
        .filter(({ column }) => tileLines(column) > 0)
        .map((each) => {
          const cell = cellOf(each);
          return (
            <span key={each.index} class={`said lines-${tileLines(each.column)}`} title={each.column.name}>
              {cell && <Cell cell={cell} label={`${each.column.name} of row ${row.row}`} room={room} />}
            </span>
          );
        })}
      {row.why === undefined ? (
        <Loss loss={row.loss} largest={largest} />
      ) : (
        <span class="why" title={row.why}>
          {row.why}
        </span>
      )}
    </>
  );
}

interface InsetProperties {
  readonly name: string;
  readonly row: BatchRow;
  readonly cell: BatchRow['cells'][number] | undefined;
}

function Inset({ name, row, cell }: InsetProperties): VNode | null {
  return cell?.image ? (
    <span title={[name, ...(cell.flags ?? [])].join(', ')}>
      <Picture image={cell.image} label={`${name} of row ${row.row}: ${cell.text}`} size={inset} />
    </span>
  ) : null;
}
