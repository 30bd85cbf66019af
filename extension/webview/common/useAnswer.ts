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

interface Options {
  /** Asks also while the run goes on. */
  readonly whileRunning?: boolean;
}

/**
 * Asks when the arguments or the pause change and the run stands still; undefined arguments ask nothing.
 *
 * What was answered is kept with the window: a page that is restored shows it.
 */
export function useAnswer<C extends Command>(
  command: C,
  args: ArgumentsOf<C> | undefined,
  { whileRunning = false }: Options = {},
): Answer<BodyOf<C>> {
  const { host, live, running, pause } = useSurroundings();
  const question = args && JSON.stringify(args);
  const name = `${command} ${question ?? ''}`;
  const [answer, setAnswer] = useState<Progress<BodyOf<C>>>(() => startingWith(host.memory.get(name)));
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => {
    setAttempt((before) => before + 1);
  }, []);
  const asks = live || (whileRunning && running);
  useEffect(() => {
    if (question === undefined || !asks) {
      const known = host.memory.get(name);
      setAnswer((before) =>
        known === undefined ? { ...before, waiting: false } : { body: known as BodyOf<C>, waiting: false },
      );
      return undefined;
    }
    let wanted = true;
    setAnswer(({ body }) => ({ ...(body && { body }), waiting: true }));
    host.requests.ask(command, JSON.parse(question) as ArgumentsOf<C>).then(
      (body) => {
        if (wanted) {
          host.memory.keep(name, body);
          host.remember();
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
  }, [host, command, question, name, asks, pause, attempt]);
  return { ...answer, retry };
}

function startingWith<Body>(known: unknown): Progress<Body> {
  return known === undefined ? { waiting: true } : { body: known as Body, waiting: false };
}
