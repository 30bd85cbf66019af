import { type VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type LayerTable as Table } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { Boundary } from '../common/Boundary';
import { type PageProperties } from '../common/page';
import { Status } from '../common/Status';
import { useAnswer } from '../common/useAnswer';
import { defaultOrder, found, type Order, rowOf, sorted } from './columns';
import { LayerTable } from './LayerTable';
import { Tapes } from './Tapes';
import { keptView, type View } from './view';

const nothingYet =
  'Nothing has been paused yet. Start training with F5; when it stops, this page shows how each layer is doing.';

/** All layers in a table, then the gradients of the script's own tapes. */
export function LayersPage({ state, host }: PageProperties): VNode {
  const answer = useAnswer('keras/layerTable', {});
  const [view, setView] = useState(() => keptView(host.view()));
  const change = (part: Partial<View>): void => {
    const next = { ...view, ...part };
    setView(next);
    host.setView(next);
  };
  const { body } = answer;
  return (
    <>
      <Status state={state} nothingYet={nothingYet} />
      {state.pause > 0 && (
        <>
          <h1>Layers</h1>
          <AnswerNote answer={answer} />
          {body && (
            <>
              <Boundary name="The table of layers">
                <Layers table={body} view={view} subject={state.subject.layer} onChange={change} />
              </Boundary>
              <Boundary name="The gradients of tapes">
                <Tapes tapes={body.tapes} />
              </Boundary>
            </>
          )}
        </>
      )}
    </>
  );
}

interface Properties {
  readonly table: Table;
  readonly view: View;
  /** The layer that the page was opened for. */
  readonly subject: string | undefined;
  readonly onChange: (part: Partial<View>) => void;
}

function Layers({ table, view, subject, onChange }: Properties): VNode {
  const { rows, step, note } = table;
  const order: Order = view.order ?? defaultOrder(rows);
  const { filter, oddOnly } = view;
  const shown = useMemo(
    () => sorted(found(rows, filter, oddOnly), order),
    [rows, filter, oddOnly, order.column, order.descending],
  );
  const asked = subject === undefined ? undefined : rowOf(rows, subject)?.path;
  useEffect(() => {
    if (asked !== undefined && subject !== undefined && subject !== view.subject) {
      // It is to be seen, whatever was filtered before.
      onChange({ subject, filter: '', oddOnly: false });
    }
  }, [asked]);
  if (rows.length === 0) {
    return <p class="note">{note}</p>;
  }
  const odd = rows.filter(({ badness }) => badness > 0).length;
  return (
    <>
      <div class="tools">
        <input
          type="search"
          class="filter"
          placeholder="Filter by name, class or oddity"
          aria-label="Filter layers"
          value={filter}
          onInput={({ currentTarget }) => {
            onChange({ filter: currentTarget.value });
          }}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={oddOnly}
            onChange={({ currentTarget }) => {
              onChange({ oddOnly: currentTarget.checked });
            }}
          />
          Odd ones only
        </label>
        <span class="muted" role="status">
          {shown.length === rows.length
            ? plural(rows.length, 'layer')
            : `${shown.length} of ${plural(rows.length, 'layer')}`}
          , {odd === 0 ? 'nothing odd' : `${odd} odd`}
          {step !== null && `, step ${step}`}
        </span>
      </div>
      <LayerTable
        rows={shown}
        asked={asked}
        order={order}
        onOrder={(next) => {
          onChange({ order: next });
        }}
      />
      {shown.length === 0 && <p class="note muted">No layer is like that.</p>}
      {note !== undefined && <p class="note muted">{note}</p>}
      {rows.some(({ sampled }) => sampled) && (
        <p class="note muted">≈ is of a sample of the values: a rare NaN can be missed.</p>
      )}
    </>
  );
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
