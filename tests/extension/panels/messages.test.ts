import { expect, test, vi } from 'vitest';
import { type PanelRequest } from '../../../extension/shared/generated/protocol';
import { fromPage, respond } from '../../../extension/src/panels/messages';
import { page } from '../../../extension/src/panels/page';

const request: PanelRequest = {
  type: 'request',
  id: 3,
  command: 'keras/histogram',
  arguments: { handle: 1 },
};

test('messages of the page pass, others do not', () => {
  expect(fromPage({ type: 'ready' })).toEqual({ type: 'ready' });
  expect(fromPage(request)).toEqual(request);
  expect(fromPage({ type: 'copy', text: 'x' })).toEqual({ type: 'copy', text: 'x' });
  expect(fromPage({ type: 'openLocation', location: { file: 'a.py', line: 1 } })).toBeDefined();
  expect(fromPage({ type: 'action', action: 'ignoreLayer' })).toEqual({
    type: 'action',
    action: 'ignoreLayer',
  });
  const tensor = { type: 'expression', name: 'x' };
  for (const subject of [{}, { row: 3 }, { layer: 'a/b' }, { tensor }]) {
    expect(fromPage({ type: 'open', panel: 'batch', subject })).toEqual({
      type: 'open',
      panel: 'batch',
      subject,
    });
  }
  for (const bad of [
    null,
    'ready',
    {},
    { type: 'action', action: 'delete' },
    { type: 'copy' },
    { type: 'openLocation', location: { file: 1 } },
    { type: 'open', panel: 'settings', subject: {} },
    { type: 'open', panel: 'batch' },
    { type: 'open', panel: 'batch', subject: { row: '3' } },
    { type: 'open', panel: 'tensor', subject: { tensor: 'x' } },
  ]) {
    expect(fromPage(bad)).toBeUndefined();
  }
});

test('the page can only ask what the panel needs', () => {
  expect(fromPage({ ...request, command: 'evaluate' })).toBeUndefined();
});

test('an answer carries the number of its question', async () => {
  const ask = vi.fn(() => Promise.resolve({ counts: [1] }));
  expect(await respond(request, ask, 1000)).toEqual({ type: 'response', id: 3, body: { counts: [1] } });
  expect(ask).toHaveBeenCalledWith('keras/histogram', { handle: 1 });
});

test("the script's error reaches the page", async () => {
  const answer = await respond(request, () => Promise.reject(new Error('handle 1 is gone')), 1000);
  expect(answer).toEqual({ type: 'response', id: 3, error: 'handle 1 is gone' });
});

test('a question that is never answered becomes an error', async () => {
  vi.useFakeTimers();
  const answer = respond(request, () => new Promise(() => undefined), 20_000);
  await vi.advanceTimersByTimeAsync(20_000);
  expect((await answer).error).toBe('The script did not answer within 20 s.');
  vi.useRealTimers();
});

test('the page may load its own script and style sheet, and nothing else', () => {
  const html = page({ title: 't', nonce: 'n1', script: 's.js', style: 's.css', source: 'https://local' });
  const policy = /content="([^"]*)"/.exec(html)?.[1];
  expect(policy).toBe("default-src 'none'; script-src 'nonce-n1'; style-src https://local;");
  expect(html).not.toContain('unsafe');
  expect(html.match(/<script/g)).toHaveLength(1);
});
