/** Paints a window of values. What is not finite differs by its sign and its ground, not by colour alone. */
import { colourOf, css, type Scale } from './colours';
import { smallestCell, type View } from './paging';
import { type Theme } from './theme';
import { type Values } from './values';

export interface Picture {
  readonly values: Values;
  readonly scale: Scale;
  readonly view: View;
  /** Width and height of a cell in pixels. */
  readonly size: number;
  readonly theme: Theme;
}

const largestCell = 24;
/** The numbers below the picture stay in sight. */
const tallest = 448;

/** Cells are square and as large as the width allows. */
export function cellSize({ rows, columns }: Values, width: number): number {
  const fitting = Math.floor(Math.min(width / Math.max(1, columns), tallest / Math.max(1, rows)));
  return Math.max(smallestCell, Math.min(largestCell, fitting));
}

export function paint(
  context: CanvasRenderingContext2D,
  { values, scale, view, size, theme }: Picture,
): void {
  const { rows, columns, numbers } = values;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = numbers[row * columns + column] ?? Number.NaN;
      const [x, y] = [column * size, row * size];
      if (Number.isFinite(value)) {
        context.fillStyle = css(colourOf(value, scale, theme));
        // A gap of one pixel keeps equal neighbours apart.
        context.fillRect(x, y, size - 1, size - 1);
      } else {
        paintNonFinite(context, value, x, y, size, theme);
      }
    }
  }
  paintCursor(
    context,
    (view.cursorColumn - values.column) * size,
    (view.cursorRow - values.row) * size,
    size,
    theme,
  );
}

/** NaN is a cross, +Inf points up, −Inf points down. */
export function paintNonFinite(
  context: CanvasRenderingContext2D,
  value: number,
  x: number,
  y: number,
  size: number,
  theme: Theme,
): void {
  const edge = size - 1;
  const [near, far] = [edge * 0.22, edge * 0.78];
  context.fillStyle = css(Number.isNaN(value) ? theme.nan : theme.infinite);
  context.fillRect(x, y, edge, edge);
  context.beginPath();
  if (Number.isNaN(value)) {
    context.moveTo(x + near, y + near);
    context.lineTo(x + far, y + far);
    context.moveTo(x + far, y + near);
    context.lineTo(x + near, y + far);
    context.lineWidth = Math.max(1.5, size / 8);
    context.strokeStyle = css(theme.background);
    context.stroke();
    return;
  }
  const [tip, base] = value > 0 ? [near, far] : [far, near];
  context.moveTo(x + edge / 2, y + tip);
  context.lineTo(x + far, y + base);
  context.lineTo(x + near, y + base);
  context.closePath();
  context.fillStyle = css(theme.background);
  context.fill();
}

function paintCursor(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  theme: Theme,
): void {
  context.lineWidth = 2;
  context.strokeStyle = css(theme.foreground);
  context.strokeRect(x, y, size - 1, size - 1);
}
