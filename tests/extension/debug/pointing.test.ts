import { beforeEach, expect, test, vi } from 'vitest';
import { inEditor, inView } from '../../../extension/src/debug/pointing';

const code = vi.hoisted(() => {
  class DebugStackFrame {
    constructor(
      readonly session: object,
      readonly frameId: number,
    ) {}
  }
  const debug: { activeStackItem?: unknown } = {};
  const window: { activeTextEditor?: unknown } = {};
  return { DebugStackFrame, debug, window };
});
vi.mock('vscode', () => code);

const keras = { id: 'k', type: 'keras' };
const byId = (id: string): never => (id === keras.id ? keras : undefined) as never;

/** Puts the cursor, or a selection that ends there, into a line of code. */
function editorWith(line: string, character: number, selected = ''): object {
  const selection = { isEmpty: selected === '', active: { line: 0, character } };
  return { document: { lineAt: () => ({ text: line }), getText: () => selected }, selection };
}

beforeEach(() => {
  code.debug.activeStackItem = new code.DebugStackFrame(keras, 5);
  code.window = {};
});

test('a variable is meant in its container', () => {
  const context = { sessionId: 'k', container: { variablesReference: 3 }, variable: { name: 'x' } };
  expect(inView(context, byId)).toEqual({ session: keras, name: 'x', variablesReference: 3 });
  expect(inView({ ...context, sessionId: 'other' }, byId)).toBeUndefined();
});

test('an expression of WATCH, and a part of one, is meant in the frame that is selected', () => {
  const expression = { sessionId: 'k', variable: { name: 'x + 1', evaluateName: 'x + 1' } };
  expect(inView(expression, byId)).toEqual({ session: keras, name: 'x + 1', frameId: 5 });
  const part = { sessionId: 'k', container: {}, variable: { name: '0', evaluateName: 'xs[0]' } };
  expect(inView(part, byId)).toMatchObject({ name: 'xs[0]', frameId: 5 });
});

test('in the editor the selection is meant, or the name at the cursor', () => {
  Object.assign(code.window, { activeTextEditor: editorWith('y = self.kernel * 2', 12) });
  expect(inEditor()).toEqual({ session: keras, name: 'self.kernel', frameId: 5 });
  Object.assign(code.window, { activeTextEditor: editorWith('y = a[0] * 2', 8, ' a[0] ') });
  expect(inEditor()?.name).toBe('a[0]');
});

test('nothing is meant while no frame of a Keras session is selected', () => {
  Object.assign(code.window, { activeTextEditor: editorWith('y = x', 5) });
  for (const item of [undefined, new code.DebugStackFrame({ type: 'debugpy' }, 1)]) {
    code.debug.activeStackItem = item;
    expect(inEditor()).toBeUndefined();
    expect(inView({ variable: { name: 'x' } }, byId)).toBeUndefined();
  }
});
