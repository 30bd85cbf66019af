/** Counts of labels and predictions as bars over a common axis. Pure. */
import { type BatchDistribution } from '../../shared/generated/protocol';
import { formatCount, formatValue } from '../common/numbers';

export interface Strip {
  readonly name: string;
  readonly bars: readonly {
    readonly label: string;
    readonly count: number;
    /** Place along the axis and height, 0 to 1. */
    readonly left: number;
    readonly width: number;
    readonly height: number;
  }[];
  /** The bars in words. */
  readonly summary: string;
}

export interface Strips {
  readonly strips: readonly Strip[];
  /** What stands below: a name for each place, or both ends of a range. */
  readonly axis: readonly string[];
  readonly range: boolean;
}

/** Letters that fit side by side below the bars. */
const mostLetters = 36;

/** The least height of a bar that counts something. */
const visible = 0.06;

/** Bars that a reader who sees none is told of. */
const mostTold = 20;

export function stripsOf({ groups }: BatchDistribution): Strips {
  const all = groups.flatMap(({ bars }) => bars);
  const names = [...new Set(all.map(({ name }) => name))];
  const ends = all.flatMap(({ from, to }) => (from === undefined || to === undefined ? [] : [from, to]));
  const range = ends.length === 2 * all.length && all.length > 0;
  const [low, high] = range ? [Math.min(...ends), Math.max(...ends)] : [0, names.length];
  const along = (value: number): number => (high > low ? (value - low) / (high - low) : 0);
  const strips = groups.map(({ name, bars }): Strip => {
    const most = Math.max(1, ...bars.map(({ count }) => count));
    return {
      name,
      bars: bars.map(({ name: bar, count, from = names.indexOf(bar), to = from + 1 }) => ({
        label: `${bar}: ${formatCount(count)}`,
        count,
        left: range ? along(from) : names.indexOf(bar) / names.length,
        width: range ? (high > low ? along(to) - along(from) : 1) : 1 / names.length,
        height: count === 0 ? 0 : Math.max(visible, count / most),
      })),
      summary: summaryOf(name, bars),
    };
  });
  const axis = range
    ? [formatValue(low), formatValue(high)]
    : names.join('').length <= mostLetters
      ? names
      : [];
  return { strips, axis, range };
}

function summaryOf(name: string, bars: BatchDistribution['groups'][number]['bars']): string {
  const told = bars.filter(({ count }) => count > 0);
  const more = told.length > mostTold ? `, and ${told.length - mostTold} more` : '';
  const list = told.slice(0, mostTold).map(({ name: bar, count }) => `${bar} ${formatCount(count)}`);
  return `${name}: ${list.join(', ') || 'none'}${more}`;
}
