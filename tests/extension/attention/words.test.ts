import { expect, test } from 'vitest';
import { type AttentionHead } from '../../../extension/shared/generated/protocol';
import { bits, labelOf, oddities, readout } from '../../../extension/webview/attention/words';

const tokens = [{ id: 7, text: 'the' }, { id: 9 }, { id: 0, text: '', padding: true }];

test('a token is its text, its id, or its position', () => {
  expect([0, 1, 2, 3].map((place) => labelOf(tokens, place))).toEqual(['the', '9', 'pad', '3']);
  expect(labelOf(undefined, 4)).toBe('4');
});

test('the cursor reads as words', () => {
  expect(readout({ queries: tokens, keys: tokens }, 0, 1, 0.31)).toBe('query ‘the’ (0) → key ‘9’ (1): 0.31');
  expect(readout({ queries: undefined, keys: tokens }, 0, 2, Number.NaN)).toBe(
    'query 0 → key ‘0’ (2, padding): NaN',
  );
  expect(readout({ queries: undefined, keys: undefined }, 0, 2, undefined)).toBe('query 0 → key 2: …');
});

test('an odd query says what is odd about it', () => {
  const head: AttentionHead = {
    head: 0,
    entropy: null,
    evenness: null,
    paddingShare: null,
    notOne: [1, 2],
    onPadding: [2],
    rowEntropy: '',
    flags: [],
  };
  expect(oddities(head, 0, 1)).toEqual([]);
  expect(oddities(head, 1, Number.NaN)).toEqual(['its weights are no distribution']);
  expect(oddities(head, 2, 1)).toEqual(['its weights do not sum to one', 'it looks at padding']);
});

test('entropy has a unit', () => {
  expect([2.314, null, undefined, Number.NaN].map(bits)).toEqual(['2.31 bits', '– bits', '– bits', '– bits']);
});
