import { expect, test } from 'vitest';
import { nameOf, ownBreakpoints, showsModel } from '../../../extension/src/debug/modelShown';

test('a session that shows a model is known by its name, and stops at the first step', () => {
  for (const name of [nameOf('classifier'), nameOf(undefined)]) {
    expect(showsModel({ name })).toBe(true);
    expect(ownBreakpoints({ name })).toEqual([{ kind: 'step', condition: 'step == 0' }]);
  }
});

test('no other session has breakpoints of its own', () => {
  expect(ownBreakpoints({ name: 'Debug Keras fit' })).toEqual([]);
  expect(ownBreakpoints({})).toEqual([]);
});
