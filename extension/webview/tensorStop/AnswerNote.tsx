import { type VNode } from 'preact';
import { type Answer } from './useAnswer';

/** Says why there is nothing to see: not yet, no longer, or an error. */
export function AnswerNote({ answer }: { answer: Answer<unknown> }): VNode | null {
  const { body, error, waiting } = answer;
  if (error !== undefined) {
    return (
      <p class="note error" role="alert">
        {error}
      </p>
    );
  }
  if (body !== undefined) {
    return null;
  }
  return <p class="note muted">{waiting ? 'Reading…' : 'Not read before the run went on.'}</p>;
}
