import { type VNode } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Batch, type PanelState } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { Boundary } from '../common/Boundary';
import { type PageProperties } from '../common/page';
import { Status } from '../common/Status';
import { useAnswer, useSurroundings } from '../common/useAnswer';
import { useWidth } from '../common/useWidth';
import { Introduction } from './Introduction';
import { hasPictures, layoutOf, thumbnails } from './layout';
import { type RowPages } from './pages';
import { RowDetails } from './RowDetails';
import { Rows } from './Rows';
import { useRows } from './useRows';
import { type View, viewOf } from './view';

const nothingYet =
  'No pause yet. Debug a training with F5; at a stop, the batch that it works on is shown here.';

/** How long a choice stands before it is kept, in milliseconds. */
const settling = 300;

/** The rows of the batch, worst first, and one of them in full. */
export function BatchPage({ state }: PageProperties): VNode {
  const { host } = useSurroundings();
  const [view, setView] = useState(() => viewOf(host.view()));
  const change = useCallback((part: Partial<View>): void => {
    setView((before) => ({ ...before, ...part }));
  }, []);
  useEffect(() => {
    // Not at each row that a key that is held down passes: all that the page keeps is written.
    const timer = setTimeout(() => {
      host.setView(view);
    }, settling);
    return () => {
      clearTimeout(timer);
    };
  }, [host, view]);
  const answer = useAnswer('keras/batch', {});
  // A run that was not paused yet has no batch; that of the run before is not its own.
  const batch = state.pause > 0 ? answer.body : undefined;
  const layout = batch ? layoutOf(batch, view.layout) : 'table';
  const rows = useRows(answer, batch && hasPictures(batch) ? thumbnails[layout] : undefined);
  const [measured, width] = useWidth();
  const scroller = useRef<HTMLDivElement>(null);
  const place = Math.min(view.place, Math.max(0, (batch?.total ?? 1) - 1));
  useSubject(state, rows, view.subject, change);
  useWorst(batch, change);
  const closeDetails = (): void => {
    change({ open: false });
    scroller.current?.querySelector<HTMLElement>('.rows')?.focus();
  };
  return (
    <div
      class="batchPage"
      onKeyDown={({ key }) => {
        if (key === 'Escape' && view.open) {
          closeDetails();
        }
      }}
    >
      <div class="list" ref={scroller}>
        <div class="introduction" ref={measured}>
          <Status state={state} nothingYet={nothingYet} />
          {batch && (
            <Boundary name="The batch">
              <Introduction
                batch={batch}
                layout={layout}
                onLayout={(chosen) => {
                  change({ layout: chosen });
                }}
              />
            </Boundary>
          )}
          {state.pause > 0 && <AnswerNote answer={answer} />}
          {rows?.error !== undefined && (
            <AnswerNote
              answer={{
                error: rows.error,
                waiting: false,
                retry: () => {
                  rows.retry();
                },
              }}
            />
          )}
        </div>
        {batch && rows && batch.total > 0 && width > 0 && (
          <Boundary name="The list of rows">
            <Rows
              batch={batch}
              rows={rows}
              layout={layout}
              width={width}
              scroller={scroller}
              current={place}
              open={view.open}
              onChoose={(chosen) => {
                change({ place: chosen });
              }}
              onOpen={(chosen) => {
                change({ place: chosen, open: true });
              }}
            />
          </Boundary>
        )}
      </div>
      {batch && rows && batch.total > 0 && view.open && (
        <Boundary name="The row">
          <RowDetails batch={batch} place={place} listed={rows.at(place)} onClose={closeDetails} />
        </Boundary>
      )}
    </div>
  );
}

/** At another batch the page is about its worst row; at the next pause in the same one, about the same row. */
function useWorst(batch: Batch | undefined, change: (part: Partial<View>) => void): void {
  const known = useRef<string>(undefined);
  useEffect(() => {
    if (batch) {
      const { total, order, guilty } = batch;
      const now = JSON.stringify([total, order, guilty]);
      if (known.current !== undefined && known.current !== now) {
        change({ place: 0 });
      }
      known.current = now;
    }
  }, [batch, change]);
}

/** Rows of a report that are looked through. */
const recordedRows = 64;

/** Goes to the row that the panel was opened for, once; again when it is opened for it again. */
function useSubject(
  state: PanelState,
  rows: RowPages | undefined,
  done: number | undefined,
  change: (part: Partial<View>) => void,
): void {
  const { host, live, recorded } = useSurroundings();
  const { row } = state.subject;
  const asked = useRef(done);
  const told = useRef(state);
  if (told.current !== state && isSamePlace(told.current, state)) {
    asked.current = undefined;
  }
  told.current = state;
  useEffect(() => {
    if (row === undefined || rows === undefined || asked.current === row) {
      return;
    }
    asked.current = row;
    const go = (place: number): void => {
      change({ place, open: true, subject: row });
    };
    const known = rows.placeOf(row);
    if (known !== undefined) {
      go(known);
    } else if (live) {
      const args = recorded ? { start: 0, count: recordedRows } : { row, start: 0, count: 1, thumbnail: 1 };
      host.requests.ask('keras/batchRows', args).then(
        (body) => {
          const index = body.rows.findIndex((each) => each.row === row);
          if (index >= 0) {
            go(body.start + index);
          }
        },
        () => {
          // A row of another batch than this one: the list is shown from its beginning.
        },
      );
    }
  }, [host, live, recorded, row, rows, state, change]);
}

/** Whether nothing happened to the run in between: then it is told because the panel was opened once more. */
function isSamePlace(one: PanelState, other: PanelState): boolean {
  return one.pause === other.pause && one.status === other.status && one.atStop === other.atStop;
}
