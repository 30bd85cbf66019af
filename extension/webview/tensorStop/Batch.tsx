import { type VNode } from 'preact';
import { type Batch as BatchBody } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { formatCount } from '../common/numbers';
import { useAnswer, useSurroundings } from '../common/useAnswer';
import { BatchTable } from './BatchTable';

/** Enough to see the guilty ones; the panel of the batch has them all. */
const firstRows = 8;

/** The first rows of the batch that the step was given: the bad ones, then those with the largest loss. */
export function Batch(): VNode {
  const { host } = useSurroundings();
  const batch = useAnswer('keras/batch', {});
  const rows = useAnswer('keras/batchRows', { start: 0, count: firstRows, thumbnail: 48 });
  const shown = batch.body && rows.body && rows.body.rows.length > 0;
  return (
    <section aria-labelledby="batch">
      <h2 id="batch">The batch</h2>
      {shown && (
        <>
          <p class="muted">{summaryOf(batch.body, rows.body.rows.length)}</p>
          <BatchTable columns={batch.body.columns} rows={rows.body.rows} />
          <button
            type="button"
            class="secondary"
            onClick={() => {
              host.open('batch', {});
            }}
          >
            Open the batch
          </button>
        </>
      )}
      {batch.body?.note && <p class="note muted">{batch.body.note}</p>}
      <AnswerNote answer={batch.error === undefined ? rows : batch} />
    </section>
  );
}

function summaryOf({ total, guilty }: BatchBody, rows: number): string {
  const shown = rows < total ? ` ${formatCount(rows)} are shown.` : '';
  const marked = guilty.length > 0 ? ' Bad rows are marked ⚠ and stand first.' : '';
  return `${formatCount(total)} ${total === 1 ? 'row' : 'rows'}.${marked}${shown}`;
}
