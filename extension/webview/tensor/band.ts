/** Statistics along an axis as paths of an SVG that is one unit wide for each position and 100 high. Pure. */
import { type AxisStatistics } from '../../shared/generated/protocol';

export type AxisRow = AxisStatistics['rows'][number];

export interface Band {
  readonly low: number;
  readonly high: number;
  /** From minimum to maximum of each position. */
  readonly range: string;
  /** A dash at each position. */
  readonly mean: string;
  /** Positions with values that are not finite, as boxes of the full height. */
  readonly bad: string;
}

/** A range that is a single value is still to be seen. */
const thinnest = 1;

export function bandOf(rows: readonly AxisRow[]): Band {
  const minima = rows.map(({ minimum }) => minimum).filter((value) => value !== null);
  const maxima = rows.map(({ maximum }) => maximum).filter((value) => value !== null);
  const low = minima.length === 0 ? 0 : Math.min(...minima);
  const high = maxima.length === 0 ? 1 : Math.max(...maxima);
  const y = (value: number): number => (high === low ? 50 : 100 - (100 * (value - low)) / (high - low));
  const path = (part: (row: AxisRow, x: number) => string): string =>
    rows.map(part).filter(Boolean).join(' ');
  return {
    low,
    high,
    range: path(({ minimum, maximum }, x) =>
      minimum === null || maximum === null
        ? ''
        : box(x, y(maximum), Math.max(thinnest, y(minimum) - y(maximum))),
    ),
    mean: path(({ mean }, x) => (mean === null ? '' : `M${x} ${rounded(y(mean))}h1`)),
    bad: path((row, x) => (badOf(row) > 0 ? box(x, 0, 100) : '')),
  };
}

export function badOf({ nan, positiveInf, negativeInf }: AxisRow): number {
  return nan + positiveInf + negativeInf;
}

function box(x: number, y: number, height: number): string {
  return `M${x} ${rounded(y)}h1v${rounded(height)}h-1z`;
}

function rounded(value: number): number {
  return Math.round(100 * value) / 100;
}
