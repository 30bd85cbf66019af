import { describe, expect, test } from 'vitest';
import { type Progress } from '../../../extension/shared/generated/protocol';
import { duration } from '../../../extension/shared/progress';
import { progressTexts } from '../../../extension/src/debug/progressText';

const training: Progress = {
  state: 'training',
  epoch: 1,
  epochs: 10,
  step: 608,
  stepInEpoch: 140,
  stepsPerEpoch: 469,
  stepsPerSecond: 38.2,
  secondsLeft: 240,
  loss: 0.3149,
};
const text = (progress: Partial<Progress>, status: 'running' | 'stopped' | 'ended' = 'running') =>
  progressTexts({ ...training, ...progress }, status)?.text;

test('a training says how far it is, how fast, how long it will take, and its loss', () => {
  expect(text({})).toBe('$(pulse) epoch 2/10 · step 140/469 · 38 steps/s · 4 min left · loss 0.315');
});

const replay = { steps: 20, bytes: 35 * 2 ** 20 - 1, limit: 2 ** 30 };

test('training at full speed says so, and how far one can go back', () => {
  expect(text({ replay })).toBe(
    '$(pulse) full speed · epoch 2/10 · step 140/469 · 38 steps/s · 4 min left · loss 0.315',
  );
  expect(progressTexts({ ...training, replay }, 'running')?.tooltip).toContain(
    'At full speed: the last 20 steps can be run again, from 35 of 1,024 MiB.',
  );
  expect(text({ replay, state: 'validating' })).not.toContain('full speed');
  expect(text({ replay }, 'stopped')).not.toContain('full speed');
});

test('what is not known is left out', () => {
  const loop: Progress = { state: 'training', step: 1233, stepsPerSecond: 0.4, loss: null };
  expect(progressTexts(loop, 'running')?.text).toBe('$(pulse) 1,234 steps · 2.5 s a step · loss not finite');
});

test('a paused run has no speed', () => {
  expect(text({}, 'stopped')).toBe('$(debug-pause) paused · epoch 2/10 · step 140/469 · loss 0.315');
});

test('validation and the end are told', () => {
  expect(text({ state: 'validating' })).toContain('$(pulse) validating · epoch 2/10');
  const done: Progress = { state: 'done', step: 4689, stepsPerSecond: 38, loss: 0.1 };
  expect(progressTexts(done, 'running')?.text).toBe('$(check) trained · 4,690 steps · loss 0.100');
});

test('the tooltip counts as findings do', () => {
  expect(progressTexts(training, 'running')?.tooltip).toContain(
    'Step 608 of the run, epoch 1, counted from 0.',
  );
});

test('there is nothing to show without a training or a session', () => {
  expect(progressTexts(undefined, 'running')).toBeUndefined();
  expect(progressTexts({ state: 'between' }, 'running')).toBeUndefined();
  expect(text({}, 'ended')).toBeUndefined();
});

describe('durations', () => {
  test.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [59.7, '1 min'],
    [3599, '1 h 0 min'],
    [5400, '1 h 30 min'],
    [273_600, '3 d 4 h'],
  ])('%d seconds', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});
