import { describe, expect, test } from 'vitest';
import { type Training, type TrainingSeries } from '../../../extension/shared/generated/protocol';
import { aligned } from '../../../extension/webview/training/aligned';
import {
  lastStep,
  type Line,
  linesOf,
  readingAt,
  shortNames,
  summaryOf,
} from '../../../extension/webview/training/course';
import { kept } from '../../../extension/webview/training/kept';

function packed(numbers: readonly number[]): string {
  return Buffer.from(Float64Array.from(numbers).buffer).toString('base64');
}

function series(
  steps: readonly number[],
  mean: readonly number[],
  rest: Partial<TrainingSeries> = {},
): TrainingSeries {
  const merged = (rest.stride ?? 1) > 1;
  return {
    name: 'loss',
    group: 'loss',
    stride: 1,
    steps: packed(steps),
    mean: packed(mean),
    minimum: merged ? packed(mean.map((value) => value - 1)) : '',
    maximum: merged ? packed(mean.map((value) => value + 1)) : '',
    ...rest,
  };
}

function training(...all: readonly TrainingSeries[]): Training {
  return { revision: 1, progress: { state: 'training' }, series: [...all], layers: [], markers: [] };
}

function line(...given: Parameters<typeof series>): Line {
  const [first] = linesOf(training(series(...given)));
  if (!first) {
    throw new Error('no line');
  }
  return first;
}

describe('lines', () => {
  test('numbers are shown in the unit of their group', () => {
    expect([...line([0], [0.25], { group: 'stepTime' }).mean]).toEqual([250]);
    expect([...line([0], [3 * 2 ** 20], { group: 'memory' }).mean]).toEqual([3]);
  });

  test('the course ends with the last step of any line', () => {
    expect(lastStep(linesOf(training(series([0, 1], [1, 1]), series([5], [1]))))).toBe(5);
    expect(lastStep([])).toBe(0);
  });

  test('layers are named without the model that is around all of them', () => {
    const of = (...layers: string[]) =>
      shortNames(
        linesOf(training(series([0], [1]), ...layers.map((name) => series([0], [1], { name, layer: name })))),
      );
    expect(of('model/a', 'model/b/c')).toEqual(['loss', 'a', 'b/c']);
    expect(of('one/a', 'two/a')).toEqual(['loss', 'one/a', 'two/a']);
  });

  test('a chart is told in a sentence', () => {
    expect(summaryOf('Loss', [line([0, 1, 2], [2, NaN, 0.5])])).toBe(
      'Loss: loss from 2 at step 0 to 0.5 at step 2, between 0.5 and 2, 1 point not finite.',
    );
    expect(summaryOf('Loss', [line([7], [NaN])])).toBe(
      'Loss: loss from NaN at step 7 to NaN at step 7, 1 point not finite.',
    );
  });
});

describe('the value at a step', () => {
  test('is that of the step, or the last one before it', () => {
    const sparse = line([10, 20], [1, 2]);
    expect(readingAt(sparse, 9)).toBeUndefined();
    expect(readingAt(sparse, 20)).toMatchObject({ first: 20, last: 20, mean: 2 });
    expect(readingAt(sparse, 19)).toMatchObject({ first: 10, last: 10, mean: 1 });
  });

  test('of merged points is their mean, and what they stand for', () => {
    const merged = line([0, 4, 8], [1, 2, 3], { stride: 4 });
    expect(readingAt(merged, 6)).toEqual({ first: 4, last: 7, mean: 2, minimum: 1, maximum: 3 });
    expect(readingAt(merged, 9)).toMatchObject({ first: 8, last: 9 });
  });
});

describe('columns of a chart', () => {
  test('lines with different steps have common ones; what is not theirs is no gap', () => {
    const { steps, columns } = aligned([line([0, 1, 2], [1, NaN, 3]), line([1], [5])], false);
    expect([...steps]).toEqual([0, 1, 2]);
    expect(columns.map(({ mean }) => mean)).toEqual([
      [1, null, 3],
      [undefined, 5, undefined],
    ]);
  });

  test('a logarithmic axis has no place for zero', () => {
    expect(aligned([line([0, 1], [0, 2])], true).columns[0]?.mean).toEqual([null, 2]);
  });

  test('merged points have a range', () => {
    expect(aligned([line([0, 2], [1, 2], { stride: 2 })], false).columns[0]).toEqual({
      mean: [1, 2],
      minimum: [0, 1],
      maximum: [2, 3],
    });
  });

  test('without a line there is nothing', () => {
    expect(aligned([], false)).toEqual({ steps: new Float64Array(), columns: [] });
  });
});

describe('what the window remembers', () => {
  const steps = Array.from({ length: 1000 }, (_, index) => index);
  const long = series(
    steps,
    steps.map((step) => (step === 500 ? NaN : step)),
  );

  test('is short, and still knows what was not finite', () => {
    const short = kept(training(...Array.from({ length: 40 }, () => long)));
    expect(JSON.stringify(short).length).toBeLessThan(150_000);
    const first = line(steps, [], short.series[0]);
    expect(first.steps).toHaveLength(63);
    expect(first.stride).toBe(16);
    expect(readingAt(first, 500)?.mean).toBeNaN();
    expect(readingAt(first, 17)).toMatchObject({
      first: 16,
      last: 31,
      mean: 23.5,
      minimum: 16,
      maximum: 31,
    });
  });

  test('of a short run is all of it', () => {
    expect(kept(training(series([0], [1]))).series).toEqual([series([0], [1])]);
  });
});
