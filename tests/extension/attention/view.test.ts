import { describe, expect, test } from 'vitest';
import {
  type AttentionHead,
  type AttentionSource,
  type Finding,
} from '../../../extension/shared/generated/protocol';
import { guiltySamples, keyOf, placeOf, sourceOf } from '../../../extension/webview/attention/view';

const source = (name: string): AttentionSource => ({
  name,
  reference: { type: 'attention', name },
  handle: 1,
  shape: [4, 2, 6, 6],
  samples: 4,
  heads: 2,
  queries: 6,
  keys: 6,
});
const finding = (layer: string, rows: number[]): Finding => ({
  kind: 'nan',
  title: '',
  message: '',
  phase: 'forward',
  causes: [],
  evidence: [],
  layer,
  batch: { rows, datasetRows: rows },
});
const head = (number: number, notOne: number[] = [], onPadding: number[] = []): AttentionHead => ({
  head: number,
  entropy: 1,
  evenness: 0.5,
  paddingShare: null,
  notOne,
  onPadding,
  rowEntropy: '',
  flags: [],
});
const sources = [source('model/a'), source('model/a2'), source('model/block/b')];

describe('the source', () => {
  test('is the first one when nothing says more', () => {
    expect(sourceOf(sources, {}, undefined, undefined)?.name).toBe('model/a');
    expect(sourceOf([], {}, undefined, undefined)).toBeUndefined();
  });

  test("is that of the finding's layer, also of a layer inside it, by whole names", () => {
    expect(sourceOf(sources, {}, undefined, finding('model/a2', []))?.name).toBe('model/a2');
    expect(sourceOf(sources, {}, undefined, finding('model/block/b/softmax', []))?.name).toBe(
      'model/block/b',
    );
  });

  test('is what the panel was opened for, unless the reader has chosen another one', () => {
    const asked = { type: 'attention', name: 'model/a2' } as const;
    expect(sourceOf(sources, {}, asked, finding('model/a', []))?.name).toBe('model/a2');
    const chosen = { source: keyOf({ type: 'attention', name: 'model/block/b' }) };
    expect(sourceOf(sources, chosen, asked, undefined)?.name).toBe('model/block/b');
  });

  test('that was chosen and is gone is not missed', () => {
    expect(sourceOf(sources, { source: 'attention elsewhere' }, undefined, undefined)?.name).toBe('model/a');
  });
});

describe('the place', () => {
  test('is a guilty row that the source has, and the first query that is flagged', () => {
    const guilty = guiltySamples(source('a'), finding('a', [9, 2, 3]));
    expect(guilty).toEqual([2, 3]);
    expect(placeOf(source('a'), {}, guilty, [head(0), head(1, [], [4, 5])])).toEqual({
      sample: 2,
      head: 1,
      query: 4,
      key: 0,
    });
  });

  test('is where the reader has been, as far as that is there', () => {
    const view = { sample: 9, head: 0, query: 5, key: 99 };
    expect(placeOf(source('a'), view, [2], [head(0, [1])])).toEqual({ sample: 3, head: 0, query: 5, key: 5 });
  });
});
