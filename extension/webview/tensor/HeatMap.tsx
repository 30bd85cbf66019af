import { type VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type WindowArguments } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { Canvas } from '../common/Canvas';
import { type Scale } from '../common/colours';
import { Legend } from '../common/Legend';
import { formatCount } from '../common/numbers';
import { type Size, stepOfKey } from '../common/paging';
import { summaryOfWindow } from '../common/readout';
import { useSurroundings } from '../common/useAnswer';
import { useWidth } from '../common/useWidth';
import { unpack, type Values } from '../common/values';
import { type PlaneProperties } from './plane';
import { cursorOf, planeArguments, planeOf, withCursor } from './slice';
import { useLatest } from './useLatest';
import { type Field, fieldAt, isIn, middleOf, overviewLevel } from './zoom';

interface Properties extends PlaneProperties {
  readonly scale: Scale;
  readonly level: number | null;
  readonly setLevel: (level: number | null) => void;
}

/** A plane as colours: all of it at a glance, or a part of it value by value. */
export function HeatMap({
  handle,
  shape,
  slice,
  setSlice,
  minus,
  scale,
  level,
  setLevel,
}: Properties): VNode {
  const { live } = useSurroundings();
  const [holder, width] = useWidth();
  const plane = planeOf(slice, shape);
  const cursor = cursorOf(slice);
  const [middle, setMiddle] = useState(cursor);
  const overview = overviewLevel(plane, width);
  const shown = Math.min(level ?? Infinity, overview);
  const field = fieldAt(shown, plane, width, middle);
  useEffect(() => {
    // Where the cursor goes the picture goes, too; a drag leaves it behind.
    setMiddle((before) => (isIn(fieldAt(shown, plane, width, before), cursor) ? before : cursor));
  }, [cursor.row, cursor.column]);
  const { row, column, rows, columns, steps, cell } = field;
  const args = {
    handle,
    ...planeArguments(slice),
    row,
    column,
    rows,
    columns,
    ...(shown > 0 && { steps: [...steps] }),
    ...(minus !== undefined && { minus }),
  };
  const answer = useLatest('keras/window', width === 0 ? undefined : args);
  const values = useMemo(() => answer.body && unpack(answer.body), [answer.body]);
  // Cells of another size, or of another plane, are not painted at the places of these.
  const fits = answer.to !== undefined && alike(answer.to, args);
  const zoom = (by: 1 | -1, at = cursor): void => {
    const next = Math.max(0, Math.min(shown + by, overview));
    setMiddle(at);
    setLevel(next === overview ? null : next);
  };
  const place = (down: number, right: number): void => {
    setSlice((before) => withCursor(before, shape, down * steps[0], right * steps[1]));
  };
  const drag = (down: number, right: number): void => {
    if (live) {
      setMiddle(middleOf(field, -down, -right));
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page: Size = { rows, columns };
    const step = stepOfKey(event.key, page, plane);
    if (step) {
      event.preventDefault();
      const [down, right] = step;
      setSlice((before) =>
        withCursor(before, shape, cursor.row + down * steps[0], cursor.column + right * steps[1]),
      );
    } else if (event.key === '+' || event.key === '-') {
      event.preventDefault();
      zoom(event.key === '+' ? -1 : 1);
    }
  };
  const onWheel = (event: WheelEvent & { currentTarget?: unknown }, down: number, right: number): void => {
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    const focused = (event.currentTarget as Element | null)?.matches(':focus') === true;
    if (event.ctrlKey) {
      event.preventDefault();
      zoom(event.deltaY < 0 ? -1 : 1, { row: down * steps[0], column: right * steps[1] });
    } else if (overview > shown && (sideways || focused)) {
      // The wheel scrolls the page until the reader has put the focus on the picture.
      event.preventDefault();
      const by = -Math.round((sideways ? event.deltaX || event.deltaY : event.deltaY) / cell) || -1;
      drag(sideways ? 0 : by, sideways ? by : 0);
    }
  };
  return (
    <div class="heatmap" ref={holder}>
      {overview > 0 && (
        <Zoom
          shown={shown}
          overview={overview}
          field={field}
          zoom={zoom}
          whole={() => {
            setLevel(null);
          }}
        />
      )}
      {values && fits && (
        <>
          <Canvas
            values={values}
            area={field}
            cell={cell}
            scale={scale}
            view={{
              index: [],
              cursorRow: Math.floor(cursor.row / steps[0]),
              cursorColumn: Math.floor(cursor.column / steps[1]),
            }}
            width={width}
            label={`Heat map. ${inWords(values, field)} Arrow keys move the cursor, plus and minus zoom.`}
            onKeyDown={onKeyDown}
            onCursor={place}
            onDrag={drag}
            onWheel={onWheel}
          />
          <Legend scale={scale} />
        </>
      )}
      <AnswerNote answer={answer} />
    </div>
  );
}

interface ZoomProperties {
  readonly shown: number;
  readonly overview: number;
  readonly field: Field;
  readonly zoom: (by: 1 | -1) => void;
  readonly whole: () => void;
}

function Zoom({ shown, overview, field, zoom, whole }: ZoomProperties): VNode {
  const [down, across] = field.steps;
  const button = (text: string, label: string, enabled: boolean, press: () => void): VNode => (
    <button type="button" class="secondary" aria-label={label} disabled={!enabled} onClick={press}>
      {text}
    </button>
  );
  return (
    <div class="zoom" role="group" aria-label="Zoom">
      {button('−', 'Zoom out', shown < overview, () => {
        zoom(1);
      })}
      {button('+', 'Zoom in', shown > 0, () => {
        zoom(-1);
      })}
      {button('Overview', 'Overview', shown < overview, whole)}
      <span class="muted">
        {shown === 0
          ? 'a cell is a value'
          : `a cell is the mean of ${formatCount(down)} × ${formatCount(across)} values, or the worst of them`}
      </span>
    </div>
  );
}

function alike(asked: WindowArguments, args: WindowArguments): boolean {
  const plane = ({ handle, index, axes, steps, minus }: WindowArguments): string =>
    JSON.stringify([handle, index, axes, steps, minus]);
  return plane(asked) === plane(args);
}

function inWords(values: Values, { steps: [down, across] }: Field): string {
  const cells = down * across > 1 ? ` Cells of ${down} × ${across} values.` : '';
  return `${summaryOfWindow(values)}${cells}`;
}
