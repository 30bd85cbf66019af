/** A head as a small picture. */
import { colourOf, css, type Scale, scaleOf } from '../common/colours';
import { type Theme } from '../common/theme';
import { type Values } from '../common/values';

/** Pixels of its sides. */
export const tile = 120;
/** Cells of its sides at most: of longer sequences each cell is a mean. */
const most = 64;

interface Overview {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  readonly steps?: number[];
}

/** The window that has a whole head in it. */
export function overview(queries: number, keys: number): Overview {
  const [down, across] = [Math.ceil(queries / most), Math.ceil(keys / most)];
  const whole = { row: 0, column: 0, rows: Math.ceil(queries / down), columns: Math.ceil(keys / across) };
  return down === 1 && across === 1 ? whole : { ...whole, steps: [down, across] };
}

/** Weights begin at zero; what is none, as a score that a tensor holds instead, has a scale of its own. */
export function scaleOfWeights({ numbers }: Values): Scale {
  let [low, high] = [0, 0];
  for (const number of numbers) {
    if (Number.isFinite(number)) {
      low = Math.min(low, number);
      high = Math.max(high, number);
    }
  }
  return high === low ? { low: 0, high: 1, diverging: false } : scaleOf(low, high);
}

/** Cells fill the picture; those that are not finite are larger than a pixel, or they would not be seen. */
export function paintTile(
  context: CanvasRenderingContext2D,
  { rows, columns, numbers }: Values,
  scale: Scale,
  theme: Theme,
): void {
  const [height, width] = [tile / Math.max(1, rows), tile / Math.max(1, columns)];
  const bad: (readonly [number, number, number])[] = [];
  numbers.forEach((value, cell) => {
    const [x, y] = [(cell % columns) * width, Math.floor(cell / columns) * height];
    if (Number.isFinite(value)) {
      context.fillStyle = css(colourOf(value, scale, theme));
      context.fillRect(x, y, Math.ceil(width), Math.ceil(height));
    } else {
      bad.push([x, y, value]);
    }
  });
  for (const [x, y, value] of bad) {
    context.fillStyle = css(Number.isNaN(value) ? theme.nan : theme.infinite);
    context.fillRect(x, y, Math.max(3, width), Math.max(3, height));
  }
}
