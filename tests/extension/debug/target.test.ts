import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { targetProblem } from '../../../extension/src/debug/target';

let folder = '';

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'target-'));
  fs.writeFileSync(path.join(folder, 'train.py'), '');
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

test('a script that is there is no problem, also relative to the working directory', async () => {
  expect(await targetProblem({ program: path.join(folder, 'train.py') })).toBeUndefined();
  expect(await targetProblem({ program: 'train.py', cwd: folder })).toBeUndefined();
});

test('a missing script is named with its full path', async () => {
  const problem = await targetProblem({ program: 'tarin.py', cwd: folder });
  expect(problem).toContain('"program"');
  expect(problem).toContain(path.join(folder, 'tarin.py'));
});

test('a folder is no script', async () => {
  expect(await targetProblem({ program: folder })).toMatch(/^"program" is a folder/);
});

test('a missing working directory is the first thing to say', async () => {
  const nowhere = path.join(folder, 'nowhere');
  expect(await targetProblem({ program: 'train.py', cwd: nowhere })).toBe(
    `"cwd": there is no folder ${nowhere}.`,
  );
});

test('a module is not looked for', async () => {
  expect(await targetProblem({ module: 'package.train', cwd: folder })).toBeUndefined();
});
