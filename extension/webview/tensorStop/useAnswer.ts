import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import { Surrounding, type Surroundings } from './host';
import { type ArgumentsOf, type BodyOf, type Command, StaleError } from './requests';

/** `body` stays while a newer one is on its way, so that the page does not flicker. */
export interface Answer<Body> {
  readonly body?: Body;
  readonly error?: string;
  readonly waiting: boolean;
  /** Asks the same again. */
  readonly retry: () => void;
}

type Progress<Body> = Omit<Answer<Body>, 'retry'>;

export function useSurroundings(): Surroundings {
  const surroundings = useContext(Surrounding);
  if (!surroundings) {
    throw new Error('The page is not connected.');
  }
  return surroundings;
}

/** Asks when the arguments change and the run stands still; undefined arguments ask nothing. */
export function useAnswer<C extends Command>(
  command: C,
  args: ArgumentsOf<C> | undefined,
): Answer<BodyOf<C>> {
  const { host, live } = useSurroundings();
  const [answer, setAnswer] = useState<Progress<BodyOf<C>>>({ waiting: true });
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => {
    setAttempt((before) => before + 1);
  }, []);
  const question = args && JSON.stringify(args);
  useEffect(() => {
    if (question === undefined || !live) {
      setAnswer((before) => ({ ...before, waiting: false }));
      return undefined;
    }
    let wanted = true;
    setAnswer(({ body }) => ({ ...(body && { body }), waiting: true }));
    host.requests.ask(command, JSON.parse(question) as ArgumentsOf<C>).then(
      (body) => {
        if (wanted) {
          setAnswer({ body, waiting: false });
        }
      },
      (error: unknown) => {
        if (wanted && !(error instanceof StaleError)) {
          setAnswer({ error: error instanceof Error ? error.message : String(error), waiting: false });
        }
      },
    );
    return () => {
      wanted = false;
    };
  }, [host, command, question, live, attempt]);
  return { ...answer, retry };
}
