import { useEffect, useState } from 'preact/hooks';
import { type ArgumentsOf, type BodyOf, type Command } from '../common/requests';
import { type Answer, useAnswer } from '../common/useAnswer';

/** As `useAnswer`, one question at a time: while one waits, of those that follow only the last is asked. */
export function useLatest<C extends Command>(
  command: C,
  args: ArgumentsOf<C> | undefined,
): Answer<BodyOf<C>, ArgumentsOf<C>> {
  const question = args && JSON.stringify(args);
  const [asked, setAsked] = useState(question);
  const answer = useAnswer(command, asked === undefined ? undefined : (JSON.parse(asked) as ArgumentsOf<C>));
  useEffect(() => {
    if (!answer.waiting) {
      setAsked(question);
    }
  }, [question, answer.waiting]);
  return answer;
}
