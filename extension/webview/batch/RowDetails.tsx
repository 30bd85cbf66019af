import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Batch, type BatchRow } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { formatOptional, formatShape } from '../common/numbers';
import { Cell } from '../common/row/Cell';
import { placed, roles } from '../common/row/columns';
import { useAnswer } from '../common/useAnswer';
import { OpenTensor } from './Columns';
import { hasPictures } from './layout';
import { CopyCode } from './Table';

/** Longest side of an image: as asked for, and on the page. */
const [pixels, picture] = [512, 320];

/** A key that is held down walks through rows that nobody wants to read. */
const patience = 120;

interface Properties {
  readonly batch: Batch;
  readonly place: number;
  /** The row as the list has it, shown until there is more of it. */
  readonly listed: BatchRow | undefined;
  readonly onClose: () => void;
}

/** One row in full: all its values, why it is to blame, and the code that fetches it. */
export function RowDetails({ batch, place, listed, onClose }: Properties): VNode {
  const settled = useSettled(place);
  const thumbnail = hasPictures(batch) ? { thumbnail: pixels } : {};
  const answer = useAnswer('keras/batchRows', { start: settled, count: 1, whole: true, ...thumbnail });
  const row = (answer.body?.start === place ? answer.body.rows[0] : undefined) ?? listed;
  return (
    <section class="details" aria-labelledby="details">
      <header>
        <h2 id="details">{row ? `Row ${row.row}` : 'Row'}</h2>
        <button type="button" class="secondary" aria-label="Close the details" onClick={onClose}>
          ✕
        </button>
      </header>
      {row && <Row batch={batch} row={row} />}
      {!row && <AnswerNote answer={answer} />}
    </section>
  );
}

function Row({ batch, row }: { batch: Batch; row: BatchRow }): VNode {
  const { datasetRow, why, bad, loss, code } = row;
  const facts = [
    ...(datasetRow === null ? [] : [`row ${datasetRow} of the data set`]),
    ...(loss === undefined ? [] : [`loss ${loss === null ? 'not finite' : formatOptional(loss)}`]),
  ];
  return (
    <>
      {facts.length > 0 && <p class="muted">{facts.join(' · ')}</p>}
      {bad && <p class="why bad">⚠ {why ?? 'to blame for the stop'}</p>}
      {code !== undefined && (
        <div class="code">
          <pre>
            <code>{code}</code>
          </pre>
          <CopyCode row={row} reached />
        </div>
      )}
      {placed(batch.columns).map(({ column, index }) => {
        const cell = row.cells[index];
        return (
          <div key={column.name} class="column">
            <h3>
              <code>{column.name}</code> <span class="muted">{roles[column.role]}</span>{' '}
              <span class="signature">{`${column.dtype}${formatShape(column.shape)}`}</span>{' '}
              <OpenTensor column={column} />
            </h3>
            {cell && <Cell cell={cell} label={`${column.name} of row ${row.row}`} room={room} />}
            {cell?.image && <p class="muted">{cell.text}</p>}
            {cell?.lines && <p class="muted">{cell.text}</p>}
            {cell?.values && cell.values.length > 1 && (
              <Values
                values={cell.values}
                more={cell.more ?? 0}
                names={column.fields?.map(({ name }) => name)}
              />
            )}
          </div>
        );
      })}
    </>
  );
}

const room = { picture, tokens: Infinity, bars: 10, scale: true };

interface ValuesProperties {
  readonly values: readonly (number | null)[];
  readonly more: number;
  readonly names: readonly string[] | undefined;
}

function Values({ values, more, names }: ValuesProperties): VNode {
  return (
    <ol class="numbers">
      {values.map((value, index) => (
        <li key={index} class={value === null ? 'bad' : ''}>
          <span class="muted">{names?.[index] ?? index}</span>{' '}
          {value === null ? 'not finite' : formatOptional(value)}
        </li>
      ))}
      {more > 0 && <li class="muted">… {more} more</li>}
    </ol>
  );
}

/** The place, once it has stayed the same for a moment. */
function useSettled(place: number): number {
  const [settled, setSettled] = useState(place);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(place);
    }, patience);
    return () => {
      clearTimeout(timer);
    };
  }, [place]);
  return settled;
}
