import { expect, test } from 'vitest';
import { type Facts } from '../../../extension/src/python/inspect';
import { notFound, verdict } from '../../../extension/src/python/verdict';

const good: Facts = {
  executable: '/env/bin/python',
  version: [3, 12, 1],
  tensorflow: true,
  keras: true,
  kerasVersion: '3.15.1',
};

test('a Python with TensorFlow and Keras 3 is good', () => {
  expect(verdict(good, 'workspace', true)).toBeNull();
});

test('Keras on the path without metadata is good', () => {
  expect(verdict({ ...good, kerasVersion: null }, 'workspace', true)).toBeNull();
});

test('a Python that is too old says which and what is needed', () => {
  const problem = verdict({ ...good, version: [3, 9, 20] }, 'pythonExtension', true);
  expect(problem?.message).toBe('Python 3.9.20 is too old: Keras Debug needs 3.10 or newer.');
  expect(problem?.remedies).toEqual(['select']);
});

test('a missing TensorFlow can be installed', () => {
  const problem = verdict({ ...good, tensorflow: false }, 'path', true);
  expect(problem?.message).toContain('TensorFlow is not installed');
  expect(problem?.detail).toContain('/env/bin/python');
  expect(problem?.remedies).toEqual(['select', 'install']);
  expect(problem?.packages).toEqual(['tensorflow']);
});

test('a missing Keras is named by its name', () => {
  expect(verdict({ ...good, keras: false }, 'path', true)?.message).toContain('Keras is not installed');
});

test('Keras 2 is too old', () => {
  expect(verdict({ ...good, kerasVersion: '2.15.0' }, 'path', true)?.message).toContain(
    'Keras 2.15.0 is too old',
  );
});

test('an interpreter from launch.json is changed in launch.json', () => {
  expect(verdict({ ...good, tensorflow: false }, 'attribute', true)?.remedies[0]).toBe('openLaunchJson');
  expect(notFound('/nowhere/python', 'attribute').remedies).toEqual(['openLaunchJson']);
  expect(notFound('/nowhere/python', 'attribute').detail).toContain('/nowhere/python');
});

test('attaching needs no TensorFlow on this side', () => {
  expect(verdict({ ...good, tensorflow: false, keras: false }, 'path', false)).toBeNull();
});

test('with no Python at all the user can select one', () => {
  expect(notFound(undefined, 'path').remedies).toEqual(['select']);
});
