import { describe, expect, it } from 'vitest';
import { allSeen, fitted, moved, revealed, startAt, zoomed } from '../../../extension/webview/model/viewport';

const window = { width: 400, height: 300 };
const tall = { width: 200, height: 3000 };

describe('the part of a diagram that is seen', () => {
  it('is all of it where that can be read, in the middle and not enlarged', () => {
    expect(startAt(window, { width: 100, height: 100 }, undefined)).toEqual({ scale: 1, x: 150, y: 100 });
  });

  it('is around what matters where the diagram is large', () => {
    const area = { x: 60, y: 1500, width: 80, height: 40 };
    const view = startAt(window, tall, area);
    expect(view.scale).toBe(1);
    expect(area.y + view.y + area.height / 2).toBe(window.height / 2);
    expect(startAt(window, tall, undefined).y).toBe(0);
  });

  it('is full to its ends', () => {
    const view = startAt(window, tall, { x: 60, y: 2950, width: 80, height: 40 });
    expect(view.y + tall.height).toBe(window.height);
  });

  it('stays where the pointer is when it is zoomed, within limits', () => {
    const at = { x: 100, y: 50 };
    const view = zoomed({ x: 10, y: 20, scale: 1 }, 2, at);
    expect((at.x - view.x) / view.scale).toBe(90);
    expect((at.y - view.y) / view.scale).toBe(30);
    expect(zoomed(view, 1000, at).scale).toBe(2.5);
    expect(zoomed(view, 0.0001, at).scale).toBe(0.05);
  });

  it('never loses the diagram', () => {
    const view = moved({ x: 0, y: 0, scale: 1 }, { x: 9000, y: -9000 }, window, tall);
    expect(view.x).toBeLessThan(window.width);
    expect(view.y + tall.height).toBeGreaterThan(0);
  });

  it('moves only for what is not in sight', () => {
    const view = { x: 0, y: 0, scale: 1 };
    expect(revealed(view, window, tall, { x: 10, y: 10, width: 80, height: 40 })).toBe(view);
    expect(revealed(view, window, tall, { x: 10, y: 900, width: 80, height: 40 }).y).toBeLessThan(-600);
  });

  it('leaves the wheel to the page when all of it is seen', () => {
    expect(allSeen(fitted(window, tall), window, tall)).toBe(true);
    expect(allSeen({ x: 0, y: 0, scale: 1 }, window, tall)).toBe(false);
  });

  it('fits all of a tall diagram', () => {
    expect(fitted(window, tall).scale).toBeCloseTo(0.1);
  });
});
