/** Where the points of a small line are. Pure. */
import { type SparkLine } from '../../shared/generated/protocol';

export interface Range {
  readonly first: number;
  readonly last: number;
}

export interface Drawing {
  /** Lines through the values that are finite, each an SVG path; interrupted where one is not. */
  readonly path: string;
  /** Where values are not finite. */
  readonly gaps: readonly number[];
  readonly end: { readonly x: number; readonly y: number } | undefined;
}

/** The steps of all lines together, so that lines below each other have the same axis. */
export function rangeOf(lines: readonly (SparkLine | undefined)[]): Range {
  const steps = lines.flatMap((line) => (line ? [line.steps.at(0) ?? 0, line.steps.at(-1) ?? 0] : []));
  return { first: Math.min(...steps), last: Math.max(...steps) };
}

/** A logarithmic axis leaves out zeros: they are at the bottom. */
export function draw(
  { steps, values }: SparkLine,
  { first, last }: Range,
  { width, height, logarithmic }: { width: number; height: number; logarithmic: boolean },
): Drawing {
  const levels = values.map((value) =>
    value === null || !logarithmic ? value : value > 0 ? Math.log10(value) : -Infinity,
  );
  const finite = levels.filter((level) => level !== null && Number.isFinite(level)) as number[];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  // Less than a hundredth of its size, or of a decade, is noise and not drawn as mountains.
  const span = Math.max(
    high - low,
    logarithmic ? 0.05 : 0.01 * Math.max(Math.abs(low), Math.abs(high)),
    1e-30,
  );
  const middle = (low + high) / 2;
  const xOf = (step: number): number => (last > first ? ((step - first) / (last - first)) * width : width);
  const yOf = (level: number): number =>
    level === -Infinity ? height : height - ((level - middle) / span + 0.5) * height;
  const parts: string[] = [];
  const gaps: number[] = [];
  let end: Drawing['end'];
  let pen = 'M';
  steps.forEach((step, index) => {
    const level = levels[index];
    const x = rounded(xOf(step));
    if (level === null || level === undefined) {
      gaps.push(x);
      pen = 'M';
      end = undefined;
      return;
    }
    const y = rounded(yOf(level));
    parts.push(`${pen}${x} ${y}`);
    pen = 'L';
    end = { x, y };
  });
  return { path: parts.join(''), gaps, end };
}

function rounded(position: number): number {
  return Math.round(position * 10) / 10;
}
