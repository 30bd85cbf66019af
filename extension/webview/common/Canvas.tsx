import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type Scale } from './colours';
import { cellSize, paint } from './paint';
import { type View } from './paging';
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
}

/** The heat map itself. Its text alternative is the label, the readout and the table of values below. */
export function Canvas({ values, scale, view, width, label, onKeyDown, onCursor }: Properties): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const size = cellSize(values, width);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current && context) {
      const sharpness = window.devicePixelRatio;
      canvas.current.width = Math.round(values.columns * size * sharpness);
      canvas.current.height = Math.round(values.rows * size * sharpness);
      context.scale(sharpness, sharpness);
      paint(context, { values, scale, view, size, theme });
    }
  }, [values, scale, view, size, theme]);
  const onPointerDown = (event: PointerEvent): void => {
    const box = canvas.current?.getBoundingClientRect();
    if (box) {
      const row = Math.floor((event.clientY - box.top) / size);
      const column = Math.floor((event.clientX - box.left) / size);
      onCursor(
        values.row + Math.max(0, Math.min(row, values.rows - 1)),
        values.column + Math.max(0, Math.min(column, values.columns - 1)),
      );
    }
  };
  return (
    <div
      class="canvas"
      role="application"
      aria-roledescription="heat map"
      aria-label={label}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    >
      <canvas
        ref={canvas}
        aria-hidden="true"
        style={{ width: `${values.columns * size}px`, height: `${values.rows * size}px` }}
      />
    </div>
  );
}
