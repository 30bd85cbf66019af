import { expect, test } from 'vitest';
import { argumentsOf, writtenFor } from '../../../extension/src/debug/writtenConfigurations';

const places = { workspaceFolder: '/project', file: '/project/train.py' };
const same = (one: string, other: string): boolean => one === other;
const launch = (more: Readonly<Record<string, unknown>>) => ({ type: 'keras', request: 'launch', ...more });

test('a configuration that names the script comes before one for whatever is active', () => {
  const active = launch({ program: '${file}', args: ['--any'] });
  const named = launch({ program: '${workspaceFolder}/train.py', args: ['--epochs', '3'] });
  expect(writtenFor([active, named], 'keras', places, same)).toBe(named);
  expect(writtenFor([active], 'keras', places, same)).toBe(active);
});

test('configurations of other scripts, debuggers and requests are not taken', () => {
  const others = [
    launch({ program: '${workspaceFolder}/other.py' }),
    { type: 'debugpy', request: 'launch', program: '/project/train.py' },
    { type: 'keras', request: 'attach', connect: { port: 5678 } },
    launch({ module: 'package.train' }),
  ];
  expect(writtenFor(others, 'keras', places, same)).toBeUndefined();
});

test('arguments have their variables in place', () => {
  const written = launch({ program: '${file}', args: ['--data', '${workspaceFolder}/data', '${file}', 7] });
  expect(argumentsOf(written, places)).toEqual(['--data', '/project/data', '/project/train.py', '7']);
  const text = launch({ args: '--name "two words" ${file} --empty \'\'' });
  expect(argumentsOf(text, places)).toEqual(['--name', 'two words', '/project/train.py', '--empty', '']);
  expect(argumentsOf(undefined, places)).toEqual([]);
});
