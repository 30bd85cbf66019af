/** Lines of one chart over common steps, as uPlot draws them. Pure. */
import { lastAtMost, type Line } from './course';

/** A number, null for what cannot be drawn and leaves a gap, undefined where the line has no point. */
export type Column = readonly (number | null | undefined)[];

export interface Aligned {
  readonly steps: Float64Array;
  /** By line: mean, and minimum and maximum where points were merged. */
  readonly columns: readonly {
    readonly mean: Column;
    readonly minimum?: Column;
    readonly maximum?: Column;
  }[];
}

export function aligned(lines: readonly Line[], logarithmic: boolean): Aligned {
  const steps = union(lines.map((line) => line.steps));
  const drawable = (value: number): number | null =>
    Number.isFinite(value) && !(logarithmic && value <= 0) ? value : null;
  const column = (line: Line, values: Float64Array): Column => {
    // A plain array of numbers, as nearly all are, takes a third of the memory of a mixed one.
    if (line.steps.length === steps.length) {
      return Array.from(values, drawable);
    }
    const spread = new Array<number | null | undefined>(steps.length).fill(undefined);
    line.steps.forEach((step, index) => {
      spread[lastAtMost(steps, step)] = drawable(values[index] ?? NaN);
    });
    return spread;
  };
  const columns = lines.map((line) =>
    line.stride === 1
      ? { mean: column(line, line.mean) }
      : {
          mean: column(line, line.mean),
          minimum: column(line, line.minimum),
          maximum: column(line, line.maximum),
        },
  );
  return { steps, columns };
}

function union(parts: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(), ...others] = parts;
  const same = others.every(
    (part) => part.length === first.length && part.every((step, index) => step === first[index]),
  );
  return same ? first : Float64Array.from(new Set(parts.flatMap((part) => [...part]))).sort();
}
