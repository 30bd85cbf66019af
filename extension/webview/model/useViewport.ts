import { type RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Placed, type Size } from './layout';
import {
  allSeen,
  centred,
  fitted,
  moved,
  revealed,
  startAt,
  type Viewport,
  zoomed,
  zoomStep,
} from './viewport';

interface Controls {
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
  readonly reveal: (id: string) => void;
  readonly onPointerDown: (event: PointerEvent) => void;
  /** Says whether the key means something. */
  readonly onKey: (key: string) => boolean;
}

/** How far the pointer goes before a press becomes a drag. */
const slack = 4;

/** The part of a diagram that is seen; `focus` is brought into sight whenever it or the layout changes. */
export function useViewport(
  placed: Placed,
  focus: string | undefined,
): readonly [RefObject<HTMLDivElement | null>, Viewport, Controls] {
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<Viewport>({ x: 0, y: 0, scale: 1 });
  const shown = useRef<Placed | undefined>(undefined);
  const current = useRef(view);
  current.current = view;
  const size = (): Size => ({
    width: element.current?.clientWidth ?? 0,
    height: element.current?.clientHeight ?? 0,
  });
  useEffect(() => {
    const area = focus === undefined ? undefined : (placed.boxes.get(focus) ?? placed.groups.get(focus));
    const before = shown.current;
    shown.current = size().width > 0 ? placed : undefined;
    setView((seen) => {
      if (!before) {
        return startAt(size(), placed.size, area);
      }
      // Another layout: what was in sight is elsewhere now.
      return before === placed && area
        ? revealed(seen, size(), placed.size, area)
        : centred(seen, size(), placed.size, area);
    });
  }, [placed, focus]);
  useEffect(() => {
    const watched = element.current;
    const onWheel = (event: WheelEvent): void => {
      if (!(event.ctrlKey || event.metaKey) && allSeen(current.current, size(), placed.size)) {
        return; // the page scrolls
      }
      event.preventDefault();
      const box = watched?.getBoundingClientRect();
      if (box && (event.ctrlKey || event.metaKey)) {
        const at = { x: event.clientX - box.left, y: event.clientY - box.top };
        setView((before) => zoomed(before, Math.exp(-event.deltaY / 200), at));
      } else {
        const by = event.shiftKey
          ? { x: -event.deltaY, y: -event.deltaX }
          : { x: -event.deltaX, y: -event.deltaY };
        setView((before) => moved(before, by, size(), placed.size));
      }
    };
    // Not as a property of the element: listeners that are may not keep the page from scrolling.
    watched?.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      watched?.removeEventListener('wheel', onWheel);
    };
  }, [placed]);
  const zoom = (factor: number): void => {
    const { width, height } = size();
    setView((before) => zoomed(before, factor, { x: width / 2, y: height / 2 }));
  };
  const fit = (): void => {
    setView(fitted(size(), placed.size));
  };
  return [
    element,
    view,
    {
      zoomIn: () => {
        zoom(zoomStep);
      },
      zoomOut: () => {
        zoom(1 / zoomStep);
      },
      fit,
      reveal: (id) => {
        const area = placed.boxes.get(id);
        if (area) {
          setView((before) => revealed(before, size(), placed.size, area));
        }
      },
      onPointerDown: (event) => {
        drag(event, (by) => {
          setView((before) => moved(before, by, size(), placed.size));
        });
      },
      onKey: (key) => {
        if (key === '+' || key === '=') {
          zoom(zoomStep);
        } else if (key === '-') {
          zoom(1 / zoomStep);
        } else if (key === '0') {
          fit();
        } else {
          return false;
        }
        return true;
      },
    },
  ];
}

/** Follows the pointer until it is let go; a press that hardly moves stays a click. */
function drag(start: PointerEvent, onMove: (by: { x: number; y: number }) => void): void {
  const target = start.currentTarget as HTMLElement;
  let [x, y] = [start.clientX, start.clientY];
  let dragging = false;
  const move = (event: PointerEvent): void => {
    const by = { x: event.clientX - x, y: event.clientY - y };
    if (!dragging && Math.hypot(by.x, by.y) < slack) {
      return;
    }
    if (!dragging) {
      dragging = true;
      target.setPointerCapture(start.pointerId);
    }
    [x, y] = [event.clientX, event.clientY];
    onMove(by);
  };
  const end = (): void => {
    target.removeEventListener('pointermove', move);
    target.removeEventListener('pointerup', end);
    target.removeEventListener('pointercancel', end);
  };
  target.addEventListener('pointermove', move);
  target.addEventListener('pointerup', end);
  target.addEventListener('pointercancel', end);
}
