import { expect, test } from 'vitest';
import { type Entries } from '../../../extension/src/breakpoints/entries';
import { fromStored, toStored } from '../../../extension/src/breakpoints/stored';

const entries: Entries = [
  {
    id: 1,
    enabled: true,
    setting: {
      type: 'finding',
      kind: 'inf',
      layer: 'head',
      location: { file: '/train.py', line: 3, function: 'call' },
      strict: true,
      condition: 'step > 3',
    },
  },
  { id: 2, enabled: false, setting: { type: 'layer', layer: 'dense*', condition: 'nan > 0' } },
  {
    id: 4,
    enabled: true,
    setting: { type: 'tensor', name: 'x', target: 't', changes: ['range'], minimum: 0, maximum: 1 },
  },
  { id: 5, enabled: true, setting: { type: 'ignored', layer: 'attention' } },
];

test('what was stored is read back', () => {
  expect(fromStored(JSON.parse(JSON.stringify(toStored(entries))))).toEqual(entries);
});

test.each([undefined, null, 3, [], {}, { version: 2, entries }, { version: 1 }, { version: 1, entries: {} }])(
  'nothing is read from %j',
  (stored) => {
    expect(fromStored(stored)).toEqual([]);
  },
);

const layer = { type: 'layer', layer: 'dense' };

test.each([
  [null],
  [{ enabled: true, setting: layer }],
  [{ id: 1, enabled: 'yes', setting: layer }],
  [{ id: 1, enabled: true, setting: { type: 'toString' } }],
  [{ id: 1, enabled: true, setting: { type: 'layer', layer: ' ' } }],
  [{ id: 1, enabled: true, setting: { type: 'finding', kind: 'nen' } }],
  [{ id: 1, enabled: true, setting: { type: 'finding', kind: 'nan', location: { file: 'a.py', line: 0 } } }],
  [{ id: 1, enabled: true, setting: { type: 'tensor', name: 'x', target: 't', changes: ['colour'] } }],
  [{ id: 1, enabled: true, setting: { type: 'ignored', kind: 'nan' } }],
])('an entry that cannot be used is left out, the others stay: %j', (bad) => {
  const good = { id: 7, enabled: true, setting: layer };
  expect(fromStored({ version: 1, entries: [bad, good] })).toEqual([good]);
});

test('fields that this version does not know are dropped, and ids are unique', () => {
  const one = { id: 1, enabled: true, setting: { ...layer, colour: 'red' } };
  expect(fromStored({ version: 1, entries: [one, one] })).toEqual([{ id: 1, enabled: true, setting: layer }]);
});
