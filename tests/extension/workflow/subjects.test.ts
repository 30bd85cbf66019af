import { expect, test } from 'vitest';
import { subjectAt, subjectsIn } from '../../../extension/src/workflow/subjects';

const script = `import keras


class Positions(keras.layers.Layer):
    """Adds
class Sinusoids:
    """

    def call(self, x):
        return x


@keras.saving.register_keras_serializable()
class Smooth(
    keras.losses.Loss,
):
    def call(self, y_true, y_pred):
        return y_pred  # """


def focal(y_true, y_pred):
    return y_pred


def main():
    class Inner:
        pass
`;
const subjects = subjectsIn(script);
const lineOf = (text: string): number => script.split('\n').findIndex((line) => line.includes(text));

test('classes and losses of the module are found, not what is text or within functions', () => {
  expect(subjects.map(({ name, description }) => [name, description])).toEqual([
    ['Positions', 'keras.layers.Layer'],
    ['Smooth', ''],
    ['focal', 'loss function'],
  ]);
});

test.each([
  ['class Positions', 'Positions'],
  ['class Sinusoids', 'Positions'],
  ['return x', 'Positions'],
  ['keras.losses.Loss', 'Smooth'],
  ['"""', 'Positions'],
  ['y_pred  # """', 'Smooth'],
  ['def focal', 'focal'],
  ['import keras', undefined],
  ['register_keras', undefined],
  ['def main', undefined],
  ['class Inner', undefined],
])('the cursor at %j is in %s', (text, name) => {
  expect(subjectAt(subjects, lineOf(text))?.name).toBe(name);
});

test('Windows line ends change nothing', () => {
  expect(subjectsIn(script.replaceAll('\n', '\r\n'))).toEqual(subjects);
});
