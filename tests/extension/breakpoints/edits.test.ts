import { expect, test } from 'vitest';
import { afterEdits, type Edit } from '../../../extension/src/breakpoints/edits';
import { type Entries, locationOf } from '../../../extension/src/breakpoints/entries';

const entries: Entries = [
  { id: 1, enabled: true, setting: { type: 'ignored', location: { file: '/train.py', line: 10 } } },
  { id: 2, enabled: true, setting: { type: 'layer', layer: 'dense' } },
];

/** Lines count from 1 here. */
function edit(from: number, to: number, text: string, character = 0): Edit {
  return { range: { start: { line: from - 1 }, end: { line: to - 1, character } }, text };
}

function lineAfter(...edits: readonly Edit[]): number | undefined {
  const [entry] = afterEdits(entries, '/train.py', edits);
  return entry && locationOf(entry.setting)?.line;
}

test.each([
  ['lines above', [edit(3, 3, 'a\nb\n')], 12],
  ['lines above that go', [edit(3, 6, '')], 7],
  ['a line right above', [edit(10, 10, 'a\n')], 11],
  ['something in the line', [edit(10, 10, '\n', 4)], 10],
  ['something below', [edit(11, 14, '')], 10],
  ['the line itself, which goes', [edit(8, 12, 'x', 3)], 8],
  ['two edits at once', [edit(12, 12, '\n'), edit(2, 2, '\n')], 11],
])('%s', (_, edits, expected) => {
  expect(lineAfter(...edits)).toBe(expected);
});

test('nothing is new when no line has moved', () => {
  expect(afterEdits(entries, '/train.py', [edit(10, 10, 'x', 4)])).toBe(entries);
  expect(afterEdits(entries, '/other.py', [edit(1, 1, '\n')])).toBe(entries);
});
