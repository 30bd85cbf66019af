import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Progress, type Training } from '../../shared/generated/protocol';
import { StaleError } from '../common/requests';
import { type Answer, useSurroundings } from '../common/useAnswer';
import { kept } from './kept';

const name = 'keras/training';

/** Milliseconds between two questions, and between two times that an answer is kept with the window. */
const pace = 1000;
const keepingPace = 5000;

/**
 * The course of the training: asked for at each pause, and while the run goes on as it gets on, for as long as
 * the page is seen and follows.
 */
export function useTraining(
  layers: readonly string[] | undefined,
  following: boolean,
  progress: Progress | undefined,
): Answer<Training> {
  const { host, live, running, pause } = useSurroundings();
  const [body, setBody] = useState(() => host.memory.get(name) as Training | undefined);
  const [error, setError] = useState<string>();
  const [waiting, setWaiting] = useState(live || running);
  /** What is under way; not shown, so no state. */
  const now = useRef({
    asking: false,
    again: false,
    asked: -Infinity,
    kept: -Infinity,
    revision: -1,
    about: '',
  }).current;
  const latest = useRef<() => Promise<void>>(null);
  const question = JSON.stringify(layers ?? null);
  // Each run counts its revisions by itself.
  const about = `${pause} ${question}`;
  const can = live || running;
  if (!can) {
    now.about = '';
  }

  const ask = useCallback(async () => {
    if (now.asking) {
      now.again = true;
      return;
    }
    if (!can || document.visibilityState !== 'visible') {
      return;
    }
    now.asking = true;
    now.asked = performance.now();
    const wanted = JSON.parse(question) as string[] | null;
    try {
      const answer = await host.requests.ask(name, {
        ...(wanted && { layers: wanted }),
        ...(now.about === about && { revision: now.revision }),
      });
      if (!answer.unchanged) {
        setBody(answer);
        [now.revision, now.about] = [answer.revision, about];
        if (live || now.asked - now.kept > keepingPace) {
          now.kept = now.asked;
          host.memory.keep(name, kept(answer));
          host.remember();
        }
      }
      setError(undefined);
      setWaiting(false);
    } catch (problem) {
      if (!(problem instanceof StaleError)) {
        setError(problem instanceof Error ? problem.message : String(problem));
        setWaiting(false);
      }
    } finally {
      now.asking = false;
      if (now.again) {
        now.again = false;
        void latest.current?.();
      }
    }
  }, [host, can, live, question, about, now]);
  latest.current = ask;

  useEffect(() => {
    if (following) {
      void ask();
    }
  }, [ask, following, pause]);

  // As the run gets on; the last word of a `fit` may be the last one of the run, too.
  useEffect(() => {
    if (!progress || !following) {
      return undefined;
    }
    const wait = progress.state === 'done' ? 0 : now.asked + pace - performance.now();
    const timer = setTimeout(() => void ask(), Math.max(0, wait));
    return () => {
      clearTimeout(timer);
    };
  }, [ask, following, progress, now]);

  useEffect(() => {
    const onChange = (): void => {
      if (following) {
        void ask();
      }
    };
    document.addEventListener('visibilitychange', onChange);
    return () => {
      document.removeEventListener('visibilitychange', onChange);
    };
  }, [ask, following]);

  const retry = useCallback(() => void ask(), [ask]);
  // An error at the very end only says that there is nobody left to ask.
  return {
    ...(body && { body }),
    ...(error !== undefined && can && { error }),
    waiting: waiting && can,
    retry,
  };
}
