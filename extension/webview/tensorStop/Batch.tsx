import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type Batch as BatchBody } from '../../shared/generated/protocol';
import { AnswerNote } from './AnswerNote';
import { BatchTable } from './BatchTable';
import { formatCount } from './numbers';
import { useAnswer, useSurroundings } from './useAnswer';

const firstRows = 20;
/** The most that one answer may hold. */
const mostRows = 200;

/** The batch that the step was given: the bad rows first. */
export function Batch(): VNode {
  const { live } = useSurroundings();
  const [count, setCount] = useState(firstRows);
  const answer = useAnswer('keras/batch', { start: 0, count });
  const { body } = answer;
  const remaining = body ? Math.min(body.total, mostRows) - body.rows.length : 0;
  return (
    <section aria-labelledby="batch">
      <h2 id="batch">The batch</h2>
      {body && body.rows.length > 0 && (
        <>
          <p class="muted">{summaryOf(body)}</p>
          <BatchTable batch={body} />
        </>
      )}
      {body?.note && <p class="note muted">{body.note}</p>}
      {remaining > 0 && live && (
        <button
          type="button"
          class="secondary"
          onClick={() => {
            setCount(mostRows);
          }}
        >
          Show {formatCount(remaining)} more {remaining === 1 ? 'row' : 'rows'}
        </button>
      )}
      <AnswerNote answer={answer} />
    </section>
  );
}

function summaryOf({ total, rows }: BatchBody): string {
  const bad = rows.some((row) => row.bad);
  const shown = rows.length < total ? ` ${formatCount(rows.length)} are shown.` : '';
  const marked = bad ? ' Bad rows are marked ⚠ and stand first.' : '';
  return `${formatCount(total)} ${total === 1 ? 'row' : 'rows'}.${marked}${shown}`;
}
