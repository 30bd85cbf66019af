import { expect, test } from 'vitest';
import { adapterArguments } from '../../../extension/src/debug/adapterArguments';
import {
  fitConfiguration,
  fullSpeedConfiguration,
  isEmpty,
  replays,
  scriptEnvironment,
  withDefaults,
} from '../../../extension/src/debug/defaults';

test('F5 with no launch.json is recognised', () => {
  expect(isEmpty({})).toBe(true);
  expect(isEmpty(fitConfiguration())).toBe(false);
});

test('a script runs in the terminal, in its folder, with the Debug Console out of the way', () => {
  expect(withDefaults(fitConfiguration(), '/project')).toMatchObject({
    program: '${file}',
    cwd: '/project',
    console: 'integratedTerminal',
    internalConsoleOptions: 'neverOpen',
  });
});

test('full speed is the same training, compiled', () => {
  expect(fullSpeedConfiguration('/train.py')).toEqual({
    ...fitConfiguration('/train.py'),
    name: 'Debug Keras fit (full speed)',
    execution: 'replay',
  });
});

test('without debugging nothing can be run again', () => {
  expect(replays(fullSpeedConfiguration())).toBe(true);
  expect(replays({ ...fullSpeedConfiguration(), noDebug: true })).toBe(false);
  expect(replays(fitConfiguration())).toBe(false);
});

test('what the user has written stays', () => {
  const written = { ...fitConfiguration(), cwd: '/elsewhere', console: 'internalConsole' };
  expect(withDefaults(written, '/project')).toEqual(written);
});

test('with no folder open there is no working directory to fill in', () => {
  expect(withDefaults(fitConfiguration(), undefined)).not.toHaveProperty('cwd');
});

test('the configuration of a child process is left as debugpy wrote it', () => {
  const child = { type: 'keras', request: 'attach', subProcessId: 7, connect: { port: 1 } };
  expect(withDefaults(child, '/project')).toBe(child);
});

test('a launch tells the adapter where to log', () => {
  expect(adapterArguments(fitConfiguration(), '/logs')).toEqual(['--log-dir', '/logs']);
  expect(adapterArguments(fitConfiguration(), undefined)).toEqual([]);
});

test('an attach tells the adapter where the process waits', () => {
  const attach = { request: 'attach', connect: { port: 5678 } };
  expect(adapterArguments(attach, undefined)).toEqual(['--connect', '127.0.0.1:5678']);
  expect(adapterArguments({ ...attach, connect: { host: '::1', port: 5678 } }, '/logs')).toEqual([
    '--log-dir',
    '/logs',
    '--connect',
    '[::1]:5678',
  ]);
});

test('the interpreter is asked in the environment of the script', () => {
  const inherited = { HOME: '/me', PYTHONPATH: '/old', PYTHONHOME: '/home' };
  const attributes = { env: { PYTHONPATH: '/new', PYTHONHOME: null } };
  expect(scriptEnvironment(attributes, inherited)).toEqual({ HOME: '/me', PYTHONPATH: '/new' });
  expect(scriptEnvironment({}, inherited)).toEqual(inherited);
});
