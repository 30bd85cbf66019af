import { expect, test, vi } from 'vitest';
import { StaleError } from '../../../extension/webview/common/requests';
import { Pages } from '../../../extension/webview/tensor/pages';

const answered = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A script that answers when it is told to. */
function script() {
  const waiting = new Map<string, { answer: (text: string) => void; fail: (error: Error) => void }>();
  const ask = vi.fn(
    (page: string) =>
      new Promise<string>((answer, fail) => {
        waiting.set(page, { answer, fail });
      }),
  );
  const settle = async (page: string, error?: Error): Promise<void> => {
    const asked = waiting.get(page);
    waiting.delete(page);
    if (error) {
      asked?.fail(error);
    } else {
      asked?.answer(`values of ${page}`);
    }
    await answered();
  };
  return { ask, settle, asked: () => ask.mock.calls.map(([page]) => page) };
}

test('pages in sight are asked for once, and kept', async () => {
  const { ask, settle, asked } = script();
  const changed = vi.fn();
  const pages = new Pages(ask, changed);
  pages.want(['a', 'b']);
  pages.want(['a', 'b']);
  await settle('a');
  expect(pages.get('a')).toBe('values of a');
  expect(changed).toHaveBeenCalledOnce();
  pages.want(['a']);
  expect(asked()).toEqual(['a', 'b']);
});

test('few at a time; what has left the sight before its turn is not asked for', async () => {
  const { ask, settle, asked } = script();
  const pages = new Pages(ask, () => undefined);
  pages.want(['a', 'b', 'c', 'd', 'e']);
  expect(asked()).toEqual(['a', 'b', 'c']);
  pages.want(['x', 'y']);
  expect(asked()).toHaveLength(3);
  await settle('a');
  expect(asked()).toEqual(['a', 'b', 'c', 'x']);
  await settle('b');
  expect(asked()).toEqual(['a', 'b', 'c', 'x', 'y']);
});

test('the pages that were in sight least lately make room', async () => {
  const pages = new Pages(
    (page) => Promise.resolve(page),
    () => undefined,
  );
  for (let page = 0; page < 256; page += 1) {
    pages.want([String(page)]);
    await answered();
  }
  pages.want(['0']);
  pages.want(['new']);
  await answered();
  expect(pages.get('new')).toBe('new');
  expect(pages.get('0')).toBe('0');
  expect(pages.get('1')).toBeUndefined();
});

test('after an error nothing is asked until the reader tries again', async () => {
  const { ask, settle, asked } = script();
  const pages = new Pages(ask, () => undefined);
  pages.want(['a']);
  await settle('a', new Error('out of memory'));
  expect(pages.error).toBe('out of memory');
  pages.want(['a', 'b']);
  expect(asked()).toEqual(['a']);
  pages.retry();
  expect(pages.error).toBeUndefined();
  expect(asked()).toEqual(['a', 'a', 'b']);
});

test('that the run has gone on is no error', async () => {
  const { ask, settle } = script();
  const pages = new Pages(ask, () => undefined);
  pages.want(['a']);
  await settle('a', new StaleError('gone'));
  expect(pages.error).toBeUndefined();
});

test('what was kept with the window needs no question', () => {
  const { ask } = script();
  const pages = new Pages(ask, () => undefined, [['a', 'kept']]);
  pages.want(['a']);
  expect(pages.get('a')).toBe('kept');
  expect(ask).not.toHaveBeenCalled();
});
