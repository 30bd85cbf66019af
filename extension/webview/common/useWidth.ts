import { type RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Steps in which a width is noticed: dragging the panel's edge is not to ask the script at each pixel. */
const step = 24;

/** The width of an element in pixels, in steps, as it changes; 0 until it is known. */
export function useWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watched = element.current;
    if (!watched) {
      return undefined;
    }
    const observer = new ResizeObserver(() => {
      // What is drawn may change the width again, by a scroll bar: not while it is being observed.
      requestAnimationFrame(() => {
        setWidth(Math.floor(watched.clientWidth / step) * step);
      });
    });
    observer.observe(watched);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [element, width];
}
