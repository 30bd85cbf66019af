import { expect, test } from 'vitest';
import { type AttributeSchema } from '../../../extension/src/debug/describe';
import { problemsOf } from '../../../extension/src/debug/validation';

const schema: AttributeSchema = {
  properties: {
    program: { type: 'string' },
    module: { type: 'string' },
    console: { type: 'string', enum: ['internalConsole', 'integratedTerminal'] },
    env: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
    maxEpochs: { type: ['integer', 'null'], minimum: 1 },
    device: {
      type: 'string',
      pattern: '^(auto|cpu)$',
      patternErrorMessage: 'One of auto and cpu is expected.',
    },
    tensorBreakpoints: {
      type: 'array',
      items: {
        anyOf: [
          { type: 'string', enum: ['nan', 'inf'] },
          {
            type: 'object',
            properties: { kind: { type: 'string', enum: ['nan', 'inf'] }, condition: { type: 'string' } },
            required: ['kind'],
          },
        ],
      },
    },
  },
};
const fit = { type: 'keras', name: 'Debug Keras fit', request: 'launch', program: '/train.py' };

function problems(attributes: Readonly<Record<string, unknown>>): readonly string[] {
  return problemsOf({ ...fit, ...attributes }, schema);
}

test('a good configuration has no problem', () => {
  expect(
    problems({
      maxEpochs: 1,
      device: 'cpu',
      tensorBreakpoints: ['nan', { kind: 'inf', condition: 'step > 3' }],
    }),
  ).toEqual([]);
});

test('an attribute that is nearly right is named, and the right one', () => {
  expect(problems({ maxEpoch: 1 })).toEqual(['"maxEpoch" is not an attribute. Did you mean "maxEpochs"?']);
});

test('an attribute that is like no other is named alone', () => {
  expect(problems({ frobnicate: 1 })).toEqual(['"frobnicate" is not an attribute.']);
});

test("VS Code's and debugpy's own attributes pass", () => {
  expect(problems({ preLaunchTask: 'build', redirectOutput: true, __sessionId: 'x' })).toEqual([]);
});

test('a wrong type names the attribute, what it must be and what it is', () => {
  expect(problems({ maxEpochs: 'ten' })).toEqual([
    '"maxEpochs" must be a whole number of at least 1 or null, not "ten".',
  ]);
});

test('a number out of range is refused', () => {
  expect(problems({ maxEpochs: 0 })).toHaveLength(1);
});

test('a value that is none of the choices lists the choices', () => {
  expect(problems({ console: 'terminal' })).toEqual([
    '"console" must be "internalConsole" or "integratedTerminal", not "terminal".',
  ]);
});

test('a device that is none is refused', () => {
  expect(problems({ device: 'tpu' })).toEqual(['"device" is "tpu". One of auto and cpu is expected.']);
  expect(problems({ device: 1 })).toEqual(['"device" must be a text, not 1.']);
});

test('a wrong value deep inside is named with its path', () => {
  expect(problems({ env: { SEED: 1 } })).toEqual(['"env.SEED" must be a text or null, not 1.']);
  expect(problems({ tensorBreakpoints: ['nan', { kind: 'nen' }] })).toEqual([
    '"tensorBreakpoints[1].kind" is "nen". Did you mean "nan"?',
  ]);
  expect(problems({ tensorBreakpoints: [{ condition: 'step > 3' }] })).toEqual([
    '"tensorBreakpoints[0].kind" is missing.',
  ]);
  expect(problems({ tensorBreakpoints: [{ kind: 'nan', conditon: 'step > 3' }] })).toEqual([
    '"tensorBreakpoints[0].conditon" is not an attribute. Did you mean "condition"?',
  ]);
});

test('a kind that is nearly right is named, another lists the kinds', () => {
  expect(problems({ tensorBreakpoints: ['nann'] })).toEqual([
    '"tensorBreakpoints[0]" is "nann". Did you mean "nan"?',
  ]);
  expect(problems({ tensorBreakpoints: ['colour'] })).toEqual([
    '"tensorBreakpoints[0]" must be "nan" or "inf" or an object, not "colour".',
  ]);
});

test('a launch needs a script or a module, not both', () => {
  expect(problems({ program: '' })[0]).toMatch(/Set "program"/);
  expect(problems({ module: 'package.train' })).toEqual([
    '"program" and "module" exclude each other: remove one.',
  ]);
});

test('all problems are told at once', () => {
  expect(problems({ maxEpochs: 'ten', device: 1, foo: 2 })).toHaveLength(3);
});
