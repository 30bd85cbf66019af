import { expect, test } from 'vitest';
import { terminalCommand } from '../../../extension/src/python/terminalCommand';

const install = ['-m', 'pip', 'install', 'tensorflow'];

test('plain words stay plain', () => {
  expect(terminalCommand('/bin/bash', ['/env/bin/python', ...install])).toBe(
    '/env/bin/python -m pip install tensorflow',
  );
});

test('a path with blanks is quoted as the shell wants it', () => {
  const words = ['/my env/bin/python', '-m'];
  expect(terminalCommand('/bin/zsh', words)).toBe("'/my env/bin/python' -m");
  expect(terminalCommand('C:\\Windows\\System32\\cmd.exe', ['C:\\my env\\python.exe'])).toBe(
    '"C:\\my env\\python.exe"',
  );
});

test('PowerShell is told that a quoted path is a command', () => {
  expect(terminalCommand('C:\\Program Files\\PowerShell\\7\\pwsh.exe', ["C:\\it's\\python.exe", '-m'])).toBe(
    "& 'C:\\it''s\\python.exe' -m",
  );
});

test("Windows paths in Git's bash keep their backslashes", () => {
  expect(terminalCommand('C:\\Program Files\\Git\\bin\\bash.exe', ['C:\\env\\python.exe'])).toBe(
    "'C:\\env\\python.exe'",
  );
});

test('a quote in a path does not end the quotes', () => {
  expect(terminalCommand('/bin/bash', ["/it's/python"])).toBe(`'/it'\\''s/python'`);
});
