import { type RefObject, type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type Batch } from '../../shared/generated/protocol';
import { formatCount } from '../common/numbers';
import { useSurroundings } from '../common/useAnswer';
import { Gallery } from './Gallery';
import { type Layout, lineHeight, listedRows, tileGap, tileHeight, tilesAcross } from './layout';
import { type RowPages } from './pages';
import { rowOfKey, rowsOn, scrollTo, type Stretch } from './sight';
import { Table } from './Table';
import { sightOf, useSight } from './useSight';

interface Properties {
  readonly batch: Batch;
  readonly rows: RowPages;
  readonly layout: Layout;
  /** Width of the list in pixels. */
  readonly width: number;
  readonly scroller: RefObject<HTMLElement | null>;
  /** Place of the row that is chosen. */
  readonly current: number;
  /** Whether its details are shown, which take room from the list. */
  readonly open: boolean;
  readonly onChoose: (place: number) => void;
  readonly onOpen: (place: number) => void;
}

/** What table and gallery are given. */
export interface RowsProperties {
  readonly batch: Batch;
  readonly rows: RowPages;
  readonly lines: RefObject<HTMLDivElement | null>;
  readonly height: number;
  readonly across: number;
  /** The lines to draw. */
  readonly shown: Stretch;
  readonly current: number;
  readonly onOpen: (place: number) => void;
}

export const rowId = (place: number): string => `row-${place}`;

/** The list of rows: draws and reads those in sight; arrow keys choose one, Enter opens it. */
export function Rows(properties: Properties): VNode {
  const { batch: whole, rows, layout, width, scroller, current, open, onChoose, onOpen } = properties;
  const { host } = useSurroundings();
  const lines = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const across = layout === 'gallery' ? tilesAcross(width) : 1;
  const height = layout === 'gallery' ? tileHeight(whole) + tileGap : lineHeight(whole);
  const batch = { ...whole, total: listedRows(whole.total, across, height) };
  const { inSight, around } = useSight({
    scroller,
    lines,
    lineHeight: height,
    count: Math.ceil(batch.total / across),
  });
  useEffect(() => {
    rows.want(rowsOn(inSight, across, batch.total), rowsOn(around, across, batch.total));
  }, [rows, inSight, around, across, batch.total]);
  const moved = useRef(false);
  // The chosen row is in sight, but for a page that was opened to begin at its top.
  useEffect(() => {
    const [outer, inner] = [scroller.current, lines.current];
    moved.current ||= current > 0 || open;
    if (outer && inner && moved.current) {
      bringIntoSight(outer, inner, Math.floor(current / across), height);
    }
  }, [scroller, current, open, across, height]);
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter on a button of a row presses it.
    if (event.key === 'Enter' && event.target === grid.current) {
      event.preventDefault();
      onOpen(current);
      return;
    }
    const code = rows.at(current)?.code;
    if (event.key === 'c' && (event.ctrlKey || event.metaKey) && code !== undefined) {
      host.copy(code);
      return;
    }
    const page = Math.max(1, inSight.end - inSight.start - 1);
    const place = rowOfKey(event.key, current, { total: batch.total, across, page });
    if (place !== undefined) {
      event.preventDefault();
      onChoose(place);
    }
  };
  const View = layout === 'gallery' ? Gallery : Table;
  return (
    <>
      <div
        ref={grid}
        class={`rows ${layout}`}
        role="grid"
        aria-label="Rows of the batch. Arrow keys move, Enter shows the details."
        aria-rowcount={layout === 'gallery' ? Math.ceil(batch.total / across) : batch.total + 1}
        aria-activedescendant={rows.at(current) && rowId(current)}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <View {...{ batch, rows, lines, height, across, current, onOpen }} shown={around} />
      </div>
      {batch.total < whole.total && (
        <p class="note muted">
          The first {formatCount(batch.total)} of {formatCount(whole.total)} rows are listed.
        </p>
      )}
    </>
  );
}

function bringIntoSight(scroller: HTMLElement, lines: HTMLElement, line: number, height: number): void {
  const covered = lines.parentElement?.querySelector('.head')?.clientHeight ?? 0;
  const sight = sightOf(scroller, lines);
  const target = scrollTo(line, sight, height, covered);
  if (target !== undefined) {
    scroller.scrollTop += target - sight.above;
  }
}
