import { expect, test } from 'vitest';
import { stripsOf } from '../../../extension/webview/batch/strips';

test('classes stand below each other in labels and predictions', () => {
  const { strips, axis, range } = stripsOf({
    title: 'Classes',
    groups: [
      {
        name: 'labels',
        bars: [
          { name: 'cat', count: 3 },
          { name: 'dog', count: 1 },
        ],
      },
      { name: 'predictions', bars: [{ name: 'dog', count: 4 }] },
    ],
  });
  expect(axis).toEqual(['cat', 'dog']);
  expect(range).toBe(false);
  expect(strips[0]?.bars.map(({ left, height }) => [left, height])).toEqual([
    [0, 1],
    [0.5, 1 / 3],
  ]);
  expect(strips[1]?.bars[0]).toMatchObject({ left: 0.5, width: 0.5, label: 'dog: 4' });
  expect(strips[1]?.summary).toBe('predictions: dog 4');
});

test('ranges stand on one axis, so that predictions that do not reach the labels are seen', () => {
  const { strips, axis, range } = stripsOf({
    title: 'Values',
    groups: [
      { name: 'labels', bars: [{ name: '10 to 20', count: 8, from: 10, to: 20 }] },
      { name: 'predictions', bars: [{ name: '0 to 5', count: 8, from: 0, to: 5 }] },
    ],
  });
  expect(axis).toEqual(['0', '20']);
  expect(range).toBe(true);
  expect(strips[0]?.bars[0]).toMatchObject({ left: 0.5, width: 0.5 });
  expect(strips[1]?.bars[0]).toMatchObject({ left: 0, width: 0.25 });
});

test('what is counted once is seen, what is not there has no height', () => {
  const bars = [
    { name: 'rare', count: 1 },
    { name: 'usual', count: 10_000 },
    { name: 'never', count: 0 },
  ];
  const [strip] = stripsOf({ title: '', groups: [{ name: 'labels', bars }] }).strips;
  expect(strip?.bars[0]?.height).toBeGreaterThan(0.05);
  expect(strip?.bars[2]?.height).toBe(0);
  expect(strip?.summary).toBe('labels: rare 1, usual 10,000');
});

test('many names are left to the pointer, and the summary tells the first of them', () => {
  const bars = Array.from({ length: 100 }, (_, index) => ({ name: `class ${index}`, count: 1 }));
  const { axis, strips } = stripsOf({ title: '', groups: [{ name: 'labels', bars }] });
  expect(axis).toEqual([]);
  expect(strips[0]?.summary).toMatch(/class 19 1, and 80 more$/);
});

test('all values alike have one bar over the whole width', () => {
  const bars = [{ name: '3', count: 5, from: 3, to: 3 }];
  const [strip] = stripsOf({ title: '', groups: [{ name: 'labels', bars }] }).strips;
  expect(strip?.bars[0]).toMatchObject({ left: 0, width: 1, height: 1 });
});
