import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import { Surrounding, type Surroundings } from './host';
import { type ArgumentsOf, type BodyOf, type Command, StaleError } from './requests';

/** `body` stays while a newer one is on its way, so that the page does not flicker. */
export interface Answer<Body, Arguments = unknown> {
  readonly body?: Body;
  /** What `body` is the answer to. */
  readonly to?: Arguments;
  /** At which pause; absent for an answer that was kept with the window. */
  readonly pause?: number;
  readonly error?: string | undefined;
  readonly waiting: boolean;
  /** Asks the same again. */
  readonly retry: () => void;
}

type Progress<C extends Command> = Omit<Answer<BodyOf<C>, ArgumentsOf<C>>, 'retry'>;

export function useSurroundings(): Surroundings {
  const surroundings = useContext(Surrounding);
  if (!surroundings) {
    throw new Error('The page is not connected.');
  }
  return surroundings;
}

/**
 * Asks when the arguments or the pause change and the run stands still; undefined arguments ask nothing.
 *
 * What was answered is kept with the window: a page that is restored shows it.
 */
export function useAnswer<C extends Command>(
  command: C,
  args: ArgumentsOf<C> | undefined,
): Answer<BodyOf<C>, ArgumentsOf<C>> {
  const { host, live, pause } = useSurroundings();
  const question = args && JSON.stringify(args);
  const name = `${command} ${question ?? ''}`;
  const [answer, setAnswer] = useState<Progress<C>>(() => startingWith(host.memory.get(name), args));
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => {
    setAttempt((before) => before + 1);
  }, []);
  useEffect(() => {
    const to = question === undefined ? undefined : (JSON.parse(question) as ArgumentsOf<C>);
    if (to === undefined || !live) {
      const known = host.memory.get(name);
      setAnswer((before) => (known === undefined ? unasked(before, question) : startingWith(known, to)));
      return undefined;
    }
    let wanted = true;
    setAnswer((before) => ({ ...before, error: undefined, waiting: true }));
    host.requests.ask(command, to).then(
      (body) => {
        if (wanted) {
          host.memory.keep(name, body);
          host.remember();
          setAnswer({ body, to, pause, waiting: false });
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
  }, [host, command, question, name, live, pause, attempt]);
  return { ...answer, retry };
}

function startingWith<C extends Command>(known: unknown, to: ArgumentsOf<C> | undefined): Progress<C> {
  return known === undefined
    ? { waiting: true }
    : { body: known as BodyOf<C>, ...(to && { to }), waiting: false };
}

/** What is left where nothing can be asked: not the answer to another question. */
function unasked<C extends Command>(before: Progress<C>, question: string | undefined): Progress<C> {
  const another = question !== undefined && before.to !== undefined && JSON.stringify(before.to) !== question;
  return another ? { waiting: false } : { ...before, waiting: false };
}
