import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type Statistics } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { formatCount } from '../common/numbers';
import { Stepper } from '../common/Pager';
import { range } from '../common/readout';
import { useAnswer } from '../common/useAnswer';

const perPage = 12;

interface Properties {
  readonly handle: number;
  readonly statistics: Statistics | undefined;
  readonly firstBad: readonly number[] | undefined;
  readonly goTo: (index: readonly number[]) => void;
}

/** Where the tensor is not finite: links that go there. Absent when all values were looked at and are fine. */
export function BadValues({ handle, statistics, firstBad, goTo }: Properties): VNode | null {
  const [start, setStart] = useState(0);
  const [wanted, setWanted] = useState(false);
  const { nan = 0, positiveInf = 0, negativeInf = 0 } = statistics ?? {};
  const bad = nan + positiveInf + negativeInf > 0 || firstBad !== undefined;
  const answer = useAnswer('keras/badIndices', bad || wanted ? { handle, start, count: perPage } : undefined);
  const { body } = answer;
  if (!bad && !wanted) {
    return statistics?.sampled === true ? (
      <button
        type="button"
        class="secondary"
        onClick={() => {
          setWanted(true);
        }}
      >
        Look for NaN and infinities in all values
      </button>
    ) : null;
  }
  return (
    <section aria-labelledby="bad">
      <h2 id="bad">Not finite</h2>
      {body && (
        <>
          <ul class="bad-values">
            {body.indices.map(({ index, value }) => (
              <li key={index.join()}>
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    goTo(index);
                  }}
                >
                  <code>[{index.join(', ')}]</code>
                </button>{' '}
                <span class="mark">{value}</span>
              </li>
            ))}
          </ul>
          {body.total > body.indices.length && (
            <Stepper
              name="shown"
              shown={range(start, body.indices.length)}
              size={body.total}
              back={start > 0}
              on={start + body.indices.length < body.total}
              go={(by) => {
                setStart(Math.max(0, start + by * perPage));
              }}
            />
          )}
          <p class="muted">
            {body.total === 0
              ? 'All values are finite.'
              : `${formatCount(body.total)} in all, in the order of memory.`}
            {body.sampled && ' Time was over before all values were looked at: there can be more.'}
          </p>
        </>
      )}
      <AnswerNote answer={answer} />
    </section>
  );
}
