/** A shorter answer, for the window to remember: VS Code stores it with the window. Pure. */
import { type Training, type TrainingSeries } from '../../shared/generated/protocol';
import { base64Of, numbersOf } from '../common/base64';

/** Points of a line that are kept; of 30 lines they take 85 KB. */
const most = 64;
const mostLines = 30;

export function kept(training: Training): Training {
  return { ...training, series: training.series.slice(0, mostLines).map(thinned) };
}

function thinned(series: TrainingSeries): TrainingSeries {
  const steps = numbersOf(series.steps);
  const together = Math.ceil(steps.length / most);
  if (together <= 1) {
    return series;
  }
  const begins = Array.from({ length: Math.ceil(steps.length / together) }, (_, index) => index * together);
  const merged = (base64: string, merge: (values: readonly number[]) => number): string => {
    const values = numbersOf(base64 || series.mean);
    return base64Of(begins.map((begin) => merge([...values.subarray(begin, begin + together)])));
  };
  return {
    ...series,
    stride: series.stride * together,
    steps: base64Of(begins.map((begin) => steps[begin] ?? 0)),
    mean: merged(series.mean, (values) => values.reduce((sum, value) => sum + value, 0) / values.length),
    minimum: merged(series.minimum, (values) => extreme(values, Math.min)),
    maximum: merged(series.maximum, (values) => extreme(values, Math.max)),
  };
}

function extreme(values: readonly number[], pick: (...numbers: number[]) => number): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.length === 0 ? NaN : pick(...numbers);
}
