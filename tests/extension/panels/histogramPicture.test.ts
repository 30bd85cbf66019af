import { expect, test } from 'vitest';
import { histogramPicture } from '../../../extension/src/panels/histogramPicture';

const finite = { edges: [0, 1, 2], counts: [3, 6], nan: 0, positiveInf: 0, negativeInf: 0, sampled: false };

function svgOf(histogram: typeof finite): string {
  const address = histogramPicture(histogram) ?? '';
  return Buffer.from(address.replace('data:image/svg+xml;base64,', ''), 'base64').toString();
}

test('a hover draws the bars by their share', () => {
  expect([...svgOf(finite).matchAll(/ height="(\d+)" fill/g)].map(([, height]) => height)).toEqual([
    '16',
    '32',
  ]);
});

test('what is not finite has a bar of its own, however little it is', () => {
  expect(svgOf({ ...finite, counts: [1000, 0], nan: 1 })).toMatch(/height="2" fill="#e5534b"/);
});

test('nothing is drawn of nothing', () => {
  expect(histogramPicture({ ...finite, counts: [0, 0] })).toBeUndefined();
});
