import { type VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { type Statistics } from '../../shared/generated/protocol';
import { AnswerNote } from './AnswerNote';
import { Canvas } from './Canvas';
import { scaleOf } from './colours';
import { Legend } from './Legend';
import {
  areaOf,
  isShown,
  moveCursor,
  moveIndex,
  pageFor,
  planeOf,
  startAt,
  stepOfKey,
  type View,
} from './paging';
import { Pager } from './Pager';
import { readout, summaryOfWindow } from './readout';
import { useAnswer, useSurroundings } from './useAnswer';
import { useWidth } from './useWidth';
import { unpack } from './values';
import { ValuesTable } from './ValuesTable';

interface Properties {
  readonly handle: number;
  readonly shape: readonly number[];
  readonly firstBad: readonly number[] | undefined;
  readonly statistics: Statistics | undefined;
}

/** A window of the values as colours, a cursor that the keyboard moves, and the numbers around it. */
export function HeatMap({ handle, shape, firstBad, statistics }: Properties): VNode {
  const { live } = useSurroundings();
  const [holder, width] = useWidth();
  const [view, setView] = useState<View>(() => startAt(shape, firstBad));
  const plane = planeOf(shape);
  const page = pageFor(width, plane);
  const area = areaOf(view, plane, page);
  const answer = useAnswer(
    'keras/window',
    width === 0 ? undefined : { handle, index: [...view.index], ...area },
  );
  const values = useMemo(() => answer.body && unpack(answer.body), [answer.body]);
  const scale = useMemo(
    () => scaleOf(statistics?.minimum ?? null, statistics?.maximum ?? null),
    [statistics?.minimum, statistics?.maximum],
  );
  const change = (step: (before: View) => View): void => {
    setView((before) => {
      const after = step(before);
      return live || (values && isShown(values, before, after)) ? after : before;
    });
  };
  const move = (rows: number, columns: number): void => {
    change((before) => moveCursor(before, plane, rows, columns));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOfKey(event.key, page, plane);
    if (step) {
      event.preventDefault();
      move(...step);
    }
  };
  return (
    <div class="heatmap" ref={holder}>
      <Pager
        shape={shape}
        view={view}
        area={area}
        firstBad={firstBad}
        onIndex={(axis, by) => {
          change((before) => moveIndex(before, shape, axis, by));
        }}
        onMove={(rows, columns) => {
          move(rows * page.rows, columns * page.columns);
        }}
        onFirstBad={() => {
          change(() => startAt(shape, firstBad));
        }}
      />
      {values && (
        <>
          <Canvas
            values={values}
            scale={scale}
            view={view}
            width={width}
            label={`Heat map. ${summaryOfWindow(values)} Arrow keys move the cursor.`}
            onKeyDown={onKeyDown}
            onCursor={(row, column) => {
              change((before) => ({ ...before, cursorRow: row, cursorColumn: column }));
            }}
          />
          <p class="readout" aria-live="polite">
            {readout(values, view, shape)}
          </p>
          <Legend scale={scale} />
          <ValuesTable values={values} view={view} width={width} />
        </>
      )}
      <AnswerNote answer={answer} />
    </div>
  );
}
