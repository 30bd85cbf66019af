import * as fs from 'node:fs';
import { expect, test } from 'vitest';
import { isPassedOn } from '../../../extension/src/debug/knownAttributes';

/** The names in a set of pyadapter's validation: the debug adapter checks once more, for clients other than VS Code. */
function adapterNames(set: string): readonly string[] {
  const file = `${import.meta.dirname}/../../../pyadapter/protocol/validation.py`;
  const source = fs.readFileSync(file, 'utf8');
  const [, names = ''] = new RegExp(String.raw`^${set} = frozenset\(\{([^}]*)\}`, 'm').exec(source) ?? [];
  return [...names.matchAll(/"(\w+)"/g)].map(([, name = '']) => name);
}

test.each(['EDITOR_ATTRIBUTES', 'DEBUGPY_ATTRIBUTES'])(
  'what the debug adapter lets through passes: %s',
  (set) => {
    const names = adapterNames(set).filter((name) => name !== 'clientOS');
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !isPassedOn(name))).toEqual([]);
  },
);
