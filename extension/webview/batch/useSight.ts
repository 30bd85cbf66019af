import { type RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { linesInSight, type Sight, type Stretch } from './sight';

export interface Seen {
  readonly inSight: Stretch;
  readonly around: Stretch;
}

interface List {
  /** What scrolls. */
  readonly scroller: RefObject<HTMLElement | null>;
  /** The lines, all of them high. */
  readonly lines: RefObject<HTMLElement | null>;
  readonly lineHeight: number;
  readonly count: number;
}

/** Lines beyond what is in sight that are drawn: a turn of the wheel finds them there. */
const beyond = 2;

/** Which lines are in sight, again as the page is scrolled or its size changes. */
export function useSight({ scroller, lines, lineHeight, count }: List): Seen {
  const [seen, setSeen] = useState<Seen>({ inSight: nothing, around: nothing });
  useEffect(() => {
    const [outer, inner] = [scroller.current, lines.current];
    if (!outer || !inner) {
      return undefined;
    }
    const look = (): void => {
      const sight = sightOf(outer, inner);
      const inSight = linesInSight(sight, lineHeight, count);
      const around = linesInSight(sight, lineHeight, count, beyond);
      setSeen((before) =>
        same(before.inSight, inSight) && same(before.around, around) ? before : { inSight, around },
      );
    };
    let frame = 0;
    // Not at once: what is drawn then would change sizes again while they are observed.
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    });
    // What stands above the lines moves them when it grows.
    for (const element of [outer, ...outer.children]) {
      observer.observe(element);
    }
    outer.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      outer.removeEventListener('scroll', look);
    };
  }, [scroller, lines, lineHeight, count]);
  return seen;
}

export function sightOf(scroller: HTMLElement, lines: HTMLElement): Sight {
  return {
    above: scroller.getBoundingClientRect().top - lines.getBoundingClientRect().top,
    height: scroller.clientHeight,
  };
}

const nothing: Stretch = { start: 0, end: 0 };

function same(one: Stretch, other: Stretch): boolean {
  return one.start === other.start && one.end === other.end;
}
