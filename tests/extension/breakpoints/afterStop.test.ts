import { expect, test } from 'vitest';
import { type Finding } from '../../../extension/shared/generated/protocol';
import { settingFor } from '../../../extension/src/breakpoints/afterStop';

const location = { file: '/train.py', line: 12 };
const bare: Finding = { kind: 'nan', title: '', message: '', phase: 'forward', causes: [], evidence: [] };

test('ignoring is for the kind, in the layer or on the line', () => {
  const finding = { ...bare, layer: 'model/a', location };
  expect(settingFor('ignoreLayer', finding)).toEqual({ type: 'ignored', kind: 'nan', layer: 'model/a' });
  expect(settingFor('ignoreLine', finding)).toEqual({ type: 'ignored', kind: 'nan', location });
});

test('stopping earlier is for every infinity on the line that made the one behind a NaN', () => {
  expect(settingFor('stopEarlier', { ...bare, earlier: { op: 'Exp', layer: 'model/a', location } })).toEqual({
    type: 'finding',
    kind: 'inf',
    layer: 'model/a',
    location,
    strict: true,
  });
});

test.each(['ignoreLayer', 'ignoreLine', 'stopEarlier'] as const)('%s needs to know where', (action) => {
  expect(settingFor(action, bare)).toBeUndefined();
});
