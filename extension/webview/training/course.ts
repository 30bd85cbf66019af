/** The series of a run, unpacked for charts. Pure. */
import { type Training, type TrainingSeries } from '../../shared/generated/protocol';
import { numbersOf } from '../common/base64';
import { formatValue } from '../common/numbers';

export type Group = TrainingSeries['group'];

export interface GroupDescription {
  readonly group: Group;
  readonly title: string;
  /** What its numbers are shown in: what the probe sends is multiplied by the factor. */
  readonly unit?: string;
  readonly factor?: number;
  /** Whether it can be drawn on a logarithmic scale, and is at first. */
  readonly logarithmic: 'always first' | 'possible' | 'no';
}

/** In the order of the page. */
export const groups: readonly GroupDescription[] = [
  { group: 'loss', title: 'Loss', logarithmic: 'possible' },
  { group: 'metric', title: 'Metrics', logarithmic: 'no' },
  { group: 'gradientNorm', title: 'Gradient norm', logarithmic: 'always first' },
  { group: 'updateRatio', title: 'Update ratio', logarithmic: 'always first' },
  { group: 'learningRate', title: 'Learning rate', logarithmic: 'possible' },
  { group: 'stepTime', title: 'Step time', unit: 'ms', factor: 1000, logarithmic: 'possible' },
  { group: 'memory', title: 'Memory', unit: 'MiB', factor: 1 / 2 ** 20, logarithmic: 'no' },
];

/** One line of a chart; point `i` stands for the values from step `steps[i]` on, up to the next point. */
export interface Line {
  readonly name: string;
  readonly group: Group;
  readonly layer: string | undefined;
  readonly stride: number;
  readonly steps: Float64Array;
  /** Not finite where one of the values was. */
  readonly mean: Float64Array;
  /** Of the values that are numbers; the same array as `mean` while no points were merged. */
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
}

export function linesOf({ series }: Training): readonly Line[] {
  return series.map(({ name, group, layer, stride, steps, mean, minimum, maximum }) => {
    const factor = groups.find((each) => each.group === group)?.factor ?? 1;
    const read = (base64: string): Float64Array => numbersOf(base64).map((value) => value * factor);
    const middle = read(mean);
    return {
      name,
      group,
      layer,
      stride,
      steps: numbersOf(steps),
      mean: middle,
      minimum: minimum === '' ? middle : read(minimum),
      maximum: maximum === '' ? middle : read(maximum),
    };
  });
}

/** The names of lines for a legend: of layers without the model that is around all of them. */
export function shortNames(lines: readonly Line[]): readonly string[] {
  const models = new Set(lines.flatMap(({ layer }) => layer?.split('/', 1) ?? []));
  const around = models.size === 1 ? `${[...models].join('')}/` : '';
  return lines.map(({ name, layer }) => (layer?.startsWith(around) ? name.slice(around.length) : name));
}

/** The last step that any line knows, 0 without one. */
export function lastStep(lines: readonly Line[]): number {
  return Math.max(0, ...lines.map(({ steps }) => steps.at(-1) ?? 0));
}

/** What a line knows of a step: the point that stands for it, or the last one before it. */
export interface Reading {
  readonly first: number;
  /** The last step that the point stands for: the same as `first` while no points were merged. */
  readonly last: number;
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
}

export function readingAt(line: Line, step: number): Reading | undefined {
  const index = lastAtMost(line.steps, step);
  const first = line.steps[index];
  if (first === undefined) {
    return undefined;
  }
  const next = line.steps[index + 1];
  return {
    first,
    last: line.stride === 1 ? first : next === undefined ? Math.max(first, step) : next - 1,
    mean: line.mean[index] ?? NaN,
    minimum: line.minimum[index] ?? NaN,
    maximum: line.maximum[index] ?? NaN,
  };
}

/** A chart in a sentence: where each line began, where it is, and what was not finite. */
export function summaryOf(title: string, lines: readonly Line[], unit = ''): string {
  const sentences = lines.map(({ name, steps, mean, minimum, maximum }) => {
    const [from, to] = [mean.at(0) ?? NaN, mean.at(-1) ?? NaN];
    const bad = mean.filter((value) => !Number.isFinite(value)).length;
    const [lowest, highest] = [extreme(minimum, Math.min), extreme(maximum, Math.max)];
    const range = Number.isFinite(lowest)
      ? `, between ${formatValue(lowest)} and ${formatValue(highest)}`
      : '';
    const notFinite = bad > 0 ? `, ${bad} ${bad === 1 ? 'point' : 'points'} not finite` : '';
    return `${name} from ${formatValue(from)} at step ${steps.at(0) ?? 0} to ${formatValue(to)} at step ${steps.at(-1) ?? 0}${range}${notFinite}`;
  });
  return `${title}${unit && ` in ${unit}`}: ${sentences.join('; ')}.`;
}

/** The index of the last of ascending numbers that is at most a limit, -1 when none is. */
export function lastAtMost(ascending: Float64Array, limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Infinity) <= limit) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

function extreme(values: Float64Array, pick: (...numbers: number[]) => number): number {
  return pick(...values.filter((value) => Number.isFinite(value)));
}
