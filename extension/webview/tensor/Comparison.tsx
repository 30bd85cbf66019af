import { type VNode } from 'preact';
import { type Comparison as ComparisonBody } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { formatCount, formatOptional, formatShare } from '../common/numbers';
import { type Answer } from '../common/useAnswer';
import { type Found } from './useTensor';
import { type Compared } from './view';

interface Properties {
  readonly compared: Compared;
  readonly other: Found;
  readonly answer: Answer<ComparisonBody>;
  readonly goTo: (index: readonly number[]) => void;
  readonly close: () => void;
}

/** How far another tensor is from this one, and where it is farthest. */
export function Comparison({ compared, other, answer, goTo, close }: Properties): VNode {
  const { body } = answer;
  const here = other.why === undefined;
  return (
    <section aria-labelledby="comparison">
      <h2 id="comparison">
        Compared with <strong>{compared.name}</strong>{' '}
        <button type="button" class="secondary small" onClick={close}>
          Close
        </button>
      </h2>
      {!here && <p class="note muted">It is not there at this pause: {other.why}</p>}
      {here && body?.comparable === false && (
        <p class="note error">{body.why ?? 'They cannot be compared.'}</p>
      )}
      {here && body?.comparable === true && <Errors body={body} goTo={goTo} />}
      {other.answer.error !== undefined ? (
        <AnswerNote answer={other.answer} />
      ) : (
        here && <AnswerNote answer={answer} />
      )}
    </section>
  );
}

function Errors({ body, goTo }: { body: ComparisonBody; goTo: Properties['goTo'] }): VNode {
  const { meanError, maximumError, relativeError, maximumAt, differing, nonFinite, count, sampled } = body;
  const whole = count ?? 0;
  return (
    <>
      <dl class="statistics">
        <Fact name="differing" value={optionalCount(differing)} share={shareOf(differing, whole)} />
        <Fact name="mean error" value={formatOptional(meanError)} />
        <Fact name="max error" value={formatOptional(maximumError)} />
        <Fact name="relative" value={formatOptional(relativeError)} />
        {nonFinite !== undefined && nonFinite > 0 && (
          <Fact name="not finite" value={formatCount(nonFinite)} share={shareOf(nonFinite, whole)} bad />
        )}
      </dl>
      <p class="muted">
        {maximumAt && (
          <>
            Farthest apart at{' '}
            <button
              type="button"
              class="link"
              onClick={() => {
                goTo(maximumAt);
              }}
            >
              [{maximumAt.join(', ')}]
            </button>
            .{' '}
          </>
        )}
        Errors are |a − b| over the finite pairs; relative is ‖a − b‖ / ‖b‖.
        {sampled === true && ' Sampled: not all pairs were looked at.'}
      </p>
    </>
  );
}

interface FactProperties {
  readonly name: string;
  readonly value: string;
  readonly share?: string;
  readonly bad?: boolean;
}

function Fact({ name, value, share = '', bad = false }: FactProperties): VNode {
  return (
    <div class={bad ? 'bad' : ''}>
      <dt>{name}</dt>
      <dd>
        {value} <span class="share">{share}</span>
      </dd>
    </div>
  );
}

function optionalCount(count: number | undefined): string {
  return count === undefined ? '–' : formatCount(count);
}

function shareOf(part: number | undefined, whole: number): string {
  return part === undefined || part === 0 ? '' : formatShare(part, whole);
}
