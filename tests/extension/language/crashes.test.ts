import { expect, test } from 'vitest';
import { Crashes } from '../../../extension/src/language/crashes';

test('a server that ends now and then is started again', () => {
  const crashes = new Crashes();
  for (let hour = 0; hour < 20; hour += 1) {
    expect(crashes.again(hour * 3_600_000)).toBe(true);
  }
});

test('a server that ends again and again is left alone', () => {
  const crashes = new Crashes();
  const answers = [0, 1, 2, 3, 4].map((second) => crashes.again(second * 1000));
  expect(answers).toEqual([true, true, true, true, false]);
});
