/** Which part of a diagram is seen, and how large. Pure. */
import { type Area, type Point, type Size } from './layout';

/** `x` and `y` are where the diagram's origin is in the window. */
export interface Viewport extends Point {
  readonly scale: number;
}

const smallest = 0.05;
const largest = 2.5;

/** What one press of a button or key changes. */
export const zoomStep = 1.25;

/** Zooms; what is at a point of the window stays there. */
export function zoomed({ x, y, scale }: Viewport, factor: number, at: Point): Viewport {
  const next = Math.max(smallest, Math.min(largest, scale * factor));
  const change = next / scale;
  return { x: at.x - (at.x - x) * change, y: at.y - (at.y - y) * change, scale: next };
}

/** Moves the diagram, of which some stays in the window. */
export function moved(view: Viewport, by: Point, window: Size, diagram: Size): Viewport {
  return inside({ ...view, x: view.x + by.x, y: view.y + by.y }, window, diagram);
}

function inside(view: Viewport, window: Size, diagram: Size): Viewport {
  const keep = 48;
  const within = (start: number, seen: number, length: number): number =>
    Math.max(keep - length * view.scale, Math.min(seen - keep, start));
  return {
    ...view,
    x: within(view.x, window.width, diagram.width),
    y: within(view.y, window.height, diagram.height),
  };
}

/** All of it, but never larger than it is. */
export function fitted(window: Size, diagram: Size): Viewport {
  const scale = Math.max(
    smallest,
    Math.min(1, window.width / Math.max(1, diagram.width), window.height / Math.max(1, diagram.height)),
  );
  return {
    scale,
    x: (window.width - diagram.width * scale) / 2,
    y: Math.max(0, (window.height - diagram.height * scale) / 2),
  };
}

/** As it is first seen: all of it where it can be read then, else an area of it in the middle. */
export function startAt(window: Size, diagram: Size, area: Area | undefined): Viewport {
  const all = fitted(window, diagram);
  const readable = 0.75;
  const scale = Math.max(readable, Math.min(1, window.width / Math.max(1, diagram.width)));
  return all.scale >= readable ? all : centred({ ...all, scale }, window, diagram, area);
}

/** An area in the middle of the window as far as the diagram fills it; without one the upper left corner. */
export function centred(view: Viewport, window: Size, diagram: Size, area: Area | undefined): Viewport {
  const { x = 0, y = 0, width = 0, height = 0 } = area ?? {};
  const start = (at: number, seen: number, length: number): number =>
    length * view.scale < seen
      ? (seen - length * view.scale) / 2
      : Math.max(seen - length * view.scale, Math.min(0, seen / 2 - at * view.scale));
  return {
    ...view,
    x: start(x + width / 2, window.width, diagram.width),
    y: start(y + height / 2, window.height, diagram.height),
  };
}

/** The least move that brings an area into the window. */
export function revealed(view: Viewport, window: Size, diagram: Size, area: Area): Viewport {
  return shows(view, window, area) ? view : centred(view, window, diagram, area);
}

/** Whether there is nothing to move to. */
export function allSeen(view: Viewport, window: Size, diagram: Size): boolean {
  return shows(view, window, { x: 0, y: 0, ...diagram });
}

function shows({ x, y, scale }: Viewport, window: Size, area: Area): boolean {
  return (
    area.x * scale + x >= 0 &&
    area.y * scale + y >= 0 &&
    (area.x + area.width) * scale + x <= window.width &&
    (area.y + area.height) * scale + y <= window.height
  );
}
