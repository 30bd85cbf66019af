import { type VNode } from 'preact';
import { type Answer, useSurroundings } from './useAnswer';

/** Says why there is nothing to see: not yet, no longer, or an error. */
export function AnswerNote({ answer }: { answer: Answer<unknown> }): VNode | null {
  const { live } = useSurroundings();
  const { body, error, waiting, retry } = answer;
  if (error !== undefined) {
    return (
      <p class="note error" role="alert">
        {error}{' '}
        {live && (
          <button type="button" class="link" onClick={retry}>
            Try again
          </button>
        )}
      </p>
    );
  }
  // While the run stands still what was not read was not asked for.
  if (body !== undefined || (live && !waiting)) {
    return null;
  }
  return <p class="note muted">{waiting ? 'Reading…' : 'Not read before the run went on.'}</p>;
}
