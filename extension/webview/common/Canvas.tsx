import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type Scale } from './colours';
import { cellSize, paint } from './paint';
import { type Area, type View } from './paging';
import { useTheme } from './theme';
import { type Values } from './values';

interface Properties {
  readonly values: Values;
  readonly scale: Scale;
  readonly view: View;
  readonly width: number;
  readonly label: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** The pointer has pressed on a cell, given in absolute row and column. */
  readonly onCursor: (row: number, column: number) => void;
  /** Cells to have in sight, when these are not just the values: those are painted where they belong. */
  readonly area?: Area;
  /** Pixels of a cell; without it as many as fit. */
  readonly cell?: number;
  /** The pointer has dragged the picture by so many cells down and right. */
  readonly onDrag?: (down: number, right: number) => void;
  readonly onWheel?: (event: WheelEvent, row: number, column: number) => void;
}

/** A press on the picture: where it was, and how much of the way since then has been told. */
interface Press {
  readonly x: number;
  readonly y: number;
  down: number;
  right: number;
  moved: boolean;
}

/** The heat map itself. Its text alternative is the label, the readout and the table of values below. */
export function Canvas(properties: Properties): VNode {
  const { values, scale, view, width, label, onKeyDown, onCursor, cell, onDrag, onWheel } = properties;
  const canvas = useRef<HTMLCanvasElement>(null);
  const press = useRef<Press | null>(null);
  const theme = useTheme();
  const area = properties.area ?? values;
  const size = cell ?? cellSize(values, width);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current && context) {
      const sharpness = window.devicePixelRatio;
      canvas.current.width = Math.round(area.columns * size * sharpness);
      canvas.current.height = Math.round(area.rows * size * sharpness);
      context.scale(sharpness, sharpness);
      context.translate((values.column - area.column) * size, (values.row - area.row) * size);
      paint(context, { values, scale, view, size, theme });
    }
  }, [values, scale, view, size, theme, area.row, area.column, area.rows, area.columns]);
  const cellUnder = ({ clientX, clientY }: MouseEvent): readonly [number, number] => {
    const box = canvas.current?.getBoundingClientRect() ?? new DOMRect();
    const [row, column] = [Math.floor((clientY - box.top) / size), Math.floor((clientX - box.left) / size)];
    return [
      area.row + Math.max(0, Math.min(row, area.rows - 1)),
      area.column + Math.max(0, Math.min(column, area.columns - 1)),
    ];
  };
  const onPointerDown = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    if (!onDrag) {
      onCursor(...cellUnder(event));
      return;
    }
    event.currentTarget.setPointerCapture(event.pointerId);
    press.current = { x: event.clientX, y: event.clientY, down: 0, right: 0, moved: false };
  };
  const onPointerMove = ({ clientX, clientY }: PointerEvent): void => {
    const held = press.current;
    if (!held) {
      return;
    }
    const down = Math.round((clientY - held.y) / size);
    const right = Math.round((clientX - held.x) / size);
    if (down !== held.down || right !== held.right) {
      onDrag?.(down - held.down, right - held.right);
      Object.assign(held, { down, right, moved: true });
    }
  };
  const onPointerUp = (event: PointerEvent): void => {
    if (press.current && !press.current.moved) {
      onCursor(...cellUnder(event));
    }
    press.current = null;
  };
  return (
    <div
      class={onDrag ? 'canvas draggable' : 'canvas'}
      role="application"
      aria-roledescription="heat map"
      aria-label={label}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onWheel={(event) => {
        onWheel?.(event, ...cellUnder(event));
      }}
    >
      <canvas
        ref={canvas}
        aria-hidden="true"
        style={{ width: `${area.columns * size}px`, height: `${area.rows * size}px` }}
      />
    </div>
  );
}
