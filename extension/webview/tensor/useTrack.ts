import { type RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Size } from '../common/paging';
import { type Place } from './grid';
import { firstAt, isCompressed, lastFirst, offsetOf, reveal, type Track } from './track';

export interface Scrolling {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** The cell that stands first. */
  readonly first: Place;
  readonly onScroll: () => void;
  readonly onWheel: (event: WheelEvent) => void;
}

/** A scroll bar moves by whole cells; it is set where it did not itself begin. */
export function useTrack(down: Track, across: Track, cursor: Place): Scrolling {
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setFirst] = useState<Place>(() => ({
    row: reveal(down, 0, cursor.row),
    column: reveal(across, 0, cursor.column),
  }));
  const first = {
    row: Math.min(at.row, lastFirst(down)),
    column: Math.min(at.column, lastFirst(across)),
  };
  useEffect(() => {
    setFirst((before) => ({
      row: reveal(down, before.row, cursor.row),
      column: reveal(across, before.column, cursor.column),
    }));
  }, [cursor.row, cursor.column, down.count, across.count, across.fitting]);
  useEffect(() => {
    const element = scroller.current;
    if (element) {
      const range = rangeOf(element);
      const top = offsetOf(down, first.row, range.rows);
      const left = offsetOf(across, first.column, range.columns);
      if (
        firstAt(down, element.scrollTop, range.rows) !== first.row &&
        Math.abs(element.scrollTop - top) > 1
      ) {
        element.scrollTop = top;
      }
      if (
        firstAt(across, element.scrollLeft, range.columns) !== first.column &&
        Math.abs(element.scrollLeft - left) > 1
      ) {
        element.scrollLeft = left;
      }
    }
  });
  const onScroll = (): void => {
    const element = scroller.current;
    if (!element) {
      return;
    }
    const range = rangeOf(element);
    setFirst((before) => ({
      row: settled(down, before.row, element.scrollTop, range.rows),
      column: settled(across, before.column, element.scrollLeft, range.columns),
    }));
  };
  const onWheel = (event: WheelEvent): void => {
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const track = sideways ? across : down;
    const lines = ((sideways && event.deltaX) || event.deltaY) / track.size;
    const name = sideways ? 'column' : 'row';
    const next = Math.max(
      0,
      Math.min(first[name] + Math.sign(lines) * Math.ceil(Math.abs(lines)), lastFirst(track)),
    );
    if (isCompressed(track) && next !== first[name]) {
      event.preventDefault();
      setFirst({ ...first, [name]: next });
    }
  };
  return { scroller, first, onScroll, onWheel };
}

/** The bar of a long table cannot tell neighbouring lines apart: it says nothing new where it was just set. */
function settled(track: Track, before: number, offset: number, range: number): number {
  return Math.abs(offset - offsetOf(track, before, range)) <= 1 ? before : firstAt(track, offset, range);
}

function rangeOf(element: HTMLElement): Size {
  return {
    rows: element.scrollHeight - element.clientHeight,
    columns: element.scrollWidth - element.clientWidth,
  };
}
