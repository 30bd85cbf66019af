import { type VNode } from 'preact';
import { AnswerNote } from './AnswerNote';
import { leadingAxes, startAt } from './paging';
import { readout } from './readout';
import { useAnswer } from './useAnswer';
import { unpack } from './values';

/** The value of a tensor that has only one, as a loss. */
export function SingleValue({ handle, shape }: { handle: number; shape: readonly number[] }): VNode {
  const index = leadingAxes(shape).map(() => 0);
  const answer = useAnswer('keras/window', { handle, index, row: 0, column: 0, rows: 1, columns: 1 });
  return (
    <>
      {answer.body && <p class="readout">{readout(unpack(answer.body), startAt(shape, undefined), shape)}</p>}
      <AnswerNote answer={answer} />
    </>
  );
}
