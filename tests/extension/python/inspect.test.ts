import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Command, inspect, parseFacts } from '../../../extension/src/python/inspect';
import {
  environmentExecutables,
  expandPath,
  pathCommands,
} from '../../../extension/src/python/workspaceEnvironment';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'inspect-'));
const python: Command = { executable: process.platform === 'win32' ? 'python' : 'python3', options: [] };

afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

/** A folder of packages that a PYTHONPATH can name; importing one of them fails. */
function packages(name: string, ...files: readonly string[]): NodeJS.ProcessEnv {
  const root = path.join(folder, name);
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), 'raise SystemExit("imported")');
  }
  return { ...process.env, PYTHONPATH: root };
}

test('an interpreter tells its version and path', async () => {
  const facts = await inspect(python, process.env);
  expect(facts?.version[0]).toBe(3);
  expect(path.isAbsolute(facts?.executable ?? '')).toBe(true);
});

test('TensorFlow and Keras are found without being imported', async () => {
  const env = packages('found', 'tensorflow/__init__.py', 'keras/__init__.py');
  expect(await inspect(python, env)).toMatchObject({ tensorflow: true, keras: true });
});

test('a folder that is only named like TensorFlow is not TensorFlow', async () => {
  const env = packages('data', 'tensorflow/notes.txt');
  expect(await inspect({ ...python, options: ['-S'] }, env)).toMatchObject({ tensorflow: false });
});

test('a file that is no Python, or not there, has no facts', async () => {
  expect(await inspect({ executable: path.join(folder, 'nothing'), options: [] }, process.env)).toBeNull();
  expect(await inspect({ executable: process.execPath, options: [] }, process.env)).toBeNull();
});

test('what start-up files print does not disturb', () => {
  expect(parseFacts('hello\n{"executable": "/p", "version": [3, 12, 0]}\n')?.executable).toBe('/p');
  expect(parseFacts('hello')).toBeNull();
});

test('a virtual environment is looked for where its platform puts it', () => {
  expect(environmentExecutables('/project', 'linux')).toEqual(['/project/.venv/bin/python']);
  expect(environmentExecutables('C:\\project', 'win32')).toEqual(['C:\\project\\.venv\\Scripts\\python.exe']);
});

test('on Windows the stub of the Store comes last', () => {
  expect(pathCommands('win32').map(({ executable }) => executable)).toEqual(['python', 'py', 'python3']);
  expect(pathCommands('darwin')[0]?.executable).toBe('python3');
});

test('a path is read as people write it', () => {
  const project = path.resolve('/project');
  expect(expandPath('env/bin/python', project, '/me')).toBe(path.resolve(project, 'env/bin/python'));
  expect(expandPath('${workspaceFolder}/env/python', project, '/me')).toBe(
    path.resolve(project, 'env/python'),
  );
  expect(expandPath('~/env/python', undefined, '/me')).toBe('/me/env/python');
  expect(expandPath('python3.12', project, '/me')).toBe('python3.12');
});
