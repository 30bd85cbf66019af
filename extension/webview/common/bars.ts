/** The bars of a histogram, those of NaN and the infinities beside the others. Pure. */
import { type Histogram, type HistogramArguments } from '../../shared/generated/protocol';
import { formatCount, formatValue } from './numbers';

/** Bars of the finite values. */
export const bins = 40;

export type HistogramScale = NonNullable<HistogramArguments['scale']>;

export type BarKind = 'finite' | 'nan' | 'positiveInf' | 'negativeInf';

export interface Bar {
  readonly kind: BarKind;
  readonly name: string;
  readonly count: number;
  /** The count in few letters, for under the bar. */
  readonly shortCount: string;
  /** The bar in words. */
  readonly label: string;
  /** 0 to 1; what is there is always to be seen. */
  readonly height: number;
}

/** The least height of a bar that counts something. */
const visible = 0.03;

export function barsOf({ edges, counts, nan, positiveInf, negativeInf }: Histogram): readonly Bar[] {
  const most = Math.max(1, nan, positiveInf, negativeInf, ...counts);
  const bar = (kind: BarKind, name: string, count: number, range: string): Bar => ({
    kind,
    name,
    count,
    shortCount: shortCount(count),
    label: `${range}: ${formatCount(count)} ${count === 1 ? 'value' : 'values'}`,
    height: count === 0 ? 0 : Math.max(visible, count / most),
  });
  return [
    ...counts.map((count, index) => bar('finite', '', count, rangeOf(edges, index))),
    bar('negativeInf', '−Inf', negativeInf, '−Inf'),
    bar('positiveInf', '+Inf', positiveInf, '+Inf'),
    bar('nan', 'NaN', nan, 'NaN'),
  ];
}

/** The histogram in a sentence: what a reader who sees no bars needs to know. */
export function summaryOf({ edges, counts, nan, positiveInf, negativeInf, sampled }: Histogram): string {
  const finite = counts.reduce((sum, count) => sum + count, 0);
  const range = finite > 0 ? ` from ${formatValue(edges[0] ?? 0)} to ${formatValue(edges.at(-1) ?? 0)}` : '';
  const bad = `${formatCount(nan)} NaN, ${formatCount(positiveInf)} +Inf, ${formatCount(negativeInf)} −Inf`;
  return `${formatCount(finite)} finite ${finite === 1 ? 'value' : 'values'}${range}; ${bad}${sampled ? ', sampled' : ''}.`;
}

/** What is written below the bars: both ends, and more where equal widths are not equal steps. */
export function ticksOf({ edges, scale }: Histogram): readonly number[] {
  const parts = scale === 'symlog' ? 4 : 1;
  return Array.from(
    { length: parts + 1 },
    (_, part) => edges[Math.round((part * (edges.length - 1)) / parts)] ?? 0,
  );
}

function rangeOf(edges: readonly number[], index: number): string {
  return `${formatValue(edges[index] ?? 0)} to ${formatValue(edges[index + 1] ?? 0)}`;
}

function shortCount(count: number): string {
  return count < 10_000
    ? formatCount(count)
    : new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 }).format(count);
}
