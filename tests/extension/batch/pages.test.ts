import { expect, test, vi } from 'vitest';
import { type BatchRow, type BatchRowsBody } from '../../../extension/shared/generated/protocol';
import { RowPages, type Source } from '../../../extension/webview/batch/pages';
import { StaleError } from '../../../extension/webview/common/requests';

const total = 512;
const nothing = { start: 0, end: 0 };

function rowsFrom(start: number, count: number): BatchRowsBody {
  const rows = Array.from({ length: count }, (_, index): BatchRow => {
    const place = start + index;
    return { row: total - 1 - place, datasetRow: null, bad: false, loss: total - place, cells: [] };
  });
  return { start, rows };
}

/** Answers when it is told to. */
class Script implements Source {
  readonly asked: (readonly [start: number, count: number])[] = [];
  readonly onChange = vi.fn();
  private readonly waiting: (() => void)[] = [];
  answer: (start: number, count: number) => BatchRowsBody = rowsFrom;

  readonly ask = (start: number, count: number): Promise<BatchRowsBody> => {
    this.asked.push([start, count]);
    return new Promise((resolve, reject) => {
      this.waiting.push(() => {
        try {
          resolve(this.answer(start, count));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  };

  readonly recall: Source['recall'] = () => undefined;

  async answers(): Promise<void> {
    for (const answer of this.waiting.splice(0)) {
      answer();
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
}

test('only what is in sight or near is read, what is in sight first', async () => {
  const script = new Script();
  const rows = new RowPages(total, 20, script);
  rows.want({ start: 40, end: 60 }, { start: 30, end: 70 });
  await script.answers();
  expect(script.asked).toEqual([
    [40, 20],
    [20, 20],
    [60, 20],
  ]);
  expect(rows.at(45)?.row).toBe(total - 46);
  expect(rows.at(100)).toBeUndefined();
});

test('what is scrolled past before its turn is never read', async () => {
  const script = new Script();
  const rows = new RowPages(total, 20, script);
  rows.want({ start: 0, end: 200 }, { start: 0, end: 200 });
  rows.want({ start: 400, end: 420 }, { start: 400, end: 420 });
  await script.answers();
  await script.answers();
  expect(script.asked.map(([start]) => start)).toEqual([0, 20, 40, 400]);
});

test('the last page is as long as what is left', () => {
  const script = new Script();
  new RowPages(total, 20, script).want({ start: 500, end: 512 }, nothing);
  expect(script.asked).toEqual([[500, 12]]);
});

test('rows far from sight are forgotten, and read again when they come back', async () => {
  const script = new Script();
  const rows = new RowPages(total, 20, script);
  rows.want({ start: 0, end: 20 }, { start: 0, end: 20 });
  await script.answers();
  rows.want({ start: 400, end: 420 }, { start: 400, end: 420 });
  expect(rows.at(0)).toBeUndefined();
  await script.answers();
  rows.want({ start: 0, end: 20 }, { start: 0, end: 20 });
  expect(script.asked).toHaveLength(3);
});

test('an error ends the reading until it is tried again', async () => {
  const script = new Script();
  script.answer = () => {
    throw new Error('no such rows');
  };
  const rows = new RowPages(total, 20, script);
  rows.want({ start: 0, end: 20 }, nothing);
  await script.answers();
  expect(rows.error).toBe('no such rows');
  rows.want({ start: 0, end: 20 }, nothing);
  expect(script.asked).toHaveLength(1);
  script.answer = rowsFrom;
  rows.retry();
  await script.answers();
  expect(rows.error).toBeUndefined();
  expect(rows.at(0)).toBeDefined();
});

test('that the run has gone on is no error', async () => {
  const script = new Script();
  script.answer = () => {
    throw new StaleError('gone on');
  };
  const rows = new RowPages(total, 20, script);
  rows.want({ start: 0, end: 20 }, nothing);
  await script.answers();
  expect(rows.error).toBeUndefined();
});

test('at the next pause the rows stay until they are read again', async () => {
  const script = new Script();
  const before = new RowPages(total, 20, script);
  before.want({ start: 0, end: 20 }, nothing);
  await script.answers();
  const rows = new RowPages(total, 20, script, before);
  expect(rows.at(3)?.row).toBe(total - 4);
  script.answer = (start, count) => ({
    start,
    rows: rowsFrom(start, count).rows.map((row) => ({ ...row, row: 7 })),
  });
  rows.want({ start: 0, end: 20 }, nothing);
  await script.answers();
  expect(rows.at(3)?.row).toBe(7);
});

test('while the run goes on, a reloaded window shows what it has kept', () => {
  const recall: Source['recall'] = (place) => (place < 35 ? rowsFrom(place, 1).rows[0] : undefined);
  const rows = new RowPages(total, 20, { ask: undefined, onChange: vi.fn(), recall });
  rows.want({ start: 20, end: 40 }, nothing);
  expect(rows.at(20)?.row).toBe(total - 21);
  expect(rows.at(36)).toBeUndefined();
  expect(rows.placeOf(total - 31)).toBe(30);
  expect(rows.placeOf(0)).toBeUndefined();
  expect(rows.largestLoss).toBe(total - 20);
});
