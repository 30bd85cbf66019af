import { describe, expect, it } from 'vitest';
import { curve, neighbour, place } from '../../../extension/webview/model/layout';

const size = { width: 80, height: 40 };
const box = (id: string, group: string | null = null) => ({ id, group, ...size });
const wire = (from: string, to: string) => ({ id: `${from}→${to}`, from, to, width: 50, height: 18 });

describe('the layout of a diagram', () => {
  it('puts what comes later below, or to the right', () => {
    const diagram = { boxes: [box('a'), box('b')], groups: [], wires: [wire('a', 'b')] };
    const down = place({ ...diagram, direction: 'TB' }).boxes;
    expect(down.get('b')?.y).toBeGreaterThan((down.get('a')?.y ?? 0) + size.height);
    const right = place({ ...diagram, direction: 'LR' }).boxes;
    expect(right.get('b')?.x).toBeGreaterThan((right.get('a')?.x ?? 0) + size.width);
  });

  it('draws a group around what is in it, with room for its name', () => {
    const { boxes, groups } = place({
      boxes: [box('a'), box('g/b', 'g')],
      groups: [{ id: 'g', group: null }],
      wires: [wire('a', 'g/b')],
      direction: 'TB',
    });
    const [inner, outer] = [boxes.get('g/b'), groups.get('g')];
    expect(outer?.y).toBeLessThan((inner?.y ?? 0) - 20);
    expect((outer?.x ?? 0) + (outer?.width ?? 0)).toBeGreaterThanOrEqual((inner?.x ?? 0) + size.width);
  });

  it('keeps labels between the boxes, two wires of one pair apart', () => {
    const { wires } = place({
      boxes: [box('a'), box('b')],
      groups: [],
      wires: [wire('a', 'b'), { ...wire('a', 'b'), id: 'second' }],
      direction: 'LR',
    });
    expect(wires.get('a→b')?.label.y).not.toBe(wires.get('second')?.label.y);
  });

  it('has room for a model of 300 layers with shortcuts', () => {
    const boxes = Array.from({ length: 300 }, (_, index) => box(`n${index}`));
    const wires = boxes.flatMap((_, index) => [
      ...(index > 0 ? [wire(`n${index - 1}`, `n${index}`)] : []),
      ...(index > 2 && index % 3 === 0 ? [wire(`n${index - 3}`, `n${index}`)] : []),
    ]);
    const placed = place({ boxes, groups: [], wires, direction: 'TB' });
    expect(placed.boxes.size).toBe(300);
    expect(placed.wires.get('n0→n3')?.points.length).toBeGreaterThan(3);
  });

  it('finds the node that lies in the direction of an arrow key', () => {
    const { boxes } = place({
      boxes: [box('top'), box('one'), box('other')],
      groups: [],
      wires: [wire('top', 'one'), wire('top', 'other')],
      direction: 'TB',
    });
    const [left = '', right = ''] = ['one', 'other'].sort(
      (a, b) => (boxes.get(a)?.x ?? 0) - (boxes.get(b)?.x ?? 0),
    );
    expect(neighbour(boxes, left, 'ArrowRight')).toBe(right);
    expect(neighbour(boxes, right, 'ArrowUp')).toBe('top');
    expect(neighbour(boxes, 'top', 'ArrowUp')).toBeUndefined();
    expect(neighbour(boxes, 'top', 'x')).toBeUndefined();
  });

  it('bends a wire through its points', () => {
    expect(curve([])).toBe('');
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
    ];
    expect(curve(points)).toBe('M0,0 Q10,0 10,5 L10,10');
  });
});
