// Kinds and fields, written by `npm run generate` from pyadapter/core/{kinds,condition}.py. Do not edit.
import { type CheckConditionArguments, type Kind } from './protocol';

/** A kind as a breakpoint: what a person reads of it. */
export interface KindDescription {
  readonly kind: Kind;
  /** The group first, at most 30 characters. */
  readonly label: string;
  /** When it stops, one sentence. */
  readonly description: string;
  /** What the number of such a finding is; empty where it has none. */
  readonly value: string;
  /** A condition. */
  readonly example: string;
}

export const kinds: readonly KindDescription[] = [
  {
    kind: 'nan',
    label: 'Numbers: first NaN',
    description: 'Stop at the line whose tensor, loss, gradient or weight first holds a NaN',
    value: '',
    example: 'layer == "dense_1" and step > 10',
  },
  {
    kind: 'inf',
    label: 'Numbers: first Inf',
    description: 'Stop at the line whose tensor overflows, or whose loss, gradient or weight is infinite',
    value: '',
    example: 'layer == "dense_1" and step > 10',
  },
  {
    kind: 'shape-mismatch',
    label: 'Shapes: mismatch',
    description: 'Stop where an op, a layer or a loss refuses the shapes it was given',
    value: '',
    example: 'op == "MatMul"',
  },
  {
    kind: 'silent-broadcast',
    label: 'Shapes: silent broadcast',
    description: 'Stop where (N,) meets (N, 1) and the result silently becomes (N, N)',
    value: '',
    example: 'phase == "loss"',
  },
  {
    kind: 'dtype',
    label: 'Types: lossy or refused',
    description: 'Stop where a cast loses values, or an op refuses the dtypes it was given',
    value: '',
    example: 'op == "Cast"',
  },
  {
    kind: 'gradient-missing',
    label: 'Gradients: missing',
    description: 'Stop where a trainable variable gets no gradient',
    value: '',
    example: 'not matches(variable, "*pooler*")',
  },
  {
    kind: 'gradient-exploding',
    label: 'Gradients: exploding',
    description: 'Stop where a gradient leaves its own range by orders of magnitude',
    value: "the gradient's Euclidean norm",
    example: 'value > 1000 and step > 10',
  },
  {
    kind: 'gradient-vanishing',
    label: 'Gradients: vanishing',
    description: 'Stop where the gradient of the first layers is lost on its way',
    value: "the gradient's Euclidean norm",
    example: 'value < 1e-6',
  },
  {
    kind: 'dead-units',
    label: 'Units: dead',
    description: 'Stop where most units of a layer answer zero to every row, batch after batch',
    value: 'the share of dead units, 0 to 1',
    example: 'value > 0.9',
  },
  {
    kind: 'saturated-units',
    label: 'Units: saturated',
    description: 'Stop where most values of a layer sit at the ends of its activation, batch after batch',
    value: 'the share of saturated values, 0 to 1',
    example: 'value > 0.9',
  },
  {
    kind: 'weights-unchanged',
    label: 'Weights: unchanged',
    description: 'Stop where a trainable variable does not move over several steps',
    value: '',
    example: 'matches(layer, "dense*")',
  },
  {
    kind: 'weight-update-ratio',
    label: 'Weights: size of updates',
    description: 'Stop where an update is far too large or too small for the weight it changes',
    value: "the update's norm divided by the weight's",
    example: 'value > 10',
  },
  {
    kind: 'label-out-of-range',
    label: 'Data: label out of range',
    description: 'Stop where a label is outside what the loss and the last layer can represent',
    value: 'the label that is farthest outside',
    example: 'value < 0',
  },
  {
    kind: 'input-range',
    label: 'Data: range of inputs',
    description: 'Stop where inputs are far from unit scale, constant or missing, and nothing repairs them',
    value: 'the largest magnitude of an input',
    example: 'value > 1000',
  },
  {
    kind: 'output-range',
    label: 'Data: range of predictions',
    description: 'Stop where predictions do not fit the targets or the loss, or are the same for every row',
    value: '',
    example: 'layer == "head"',
  },
  {
    kind: 'loss-stalled',
    label: 'Loss: stalled',
    description: 'Stop when the loss does not fall over many steps, or fit ends with nothing learned',
    value: 'the mean loss of the last window',
    example: 'step > 500',
  },
  {
    kind: 'loss-diverged',
    label: 'Loss: diverged',
    description: 'Stop when the loss has grown far above where it has been',
    value: 'the mean loss of the last window',
    example: 'value > 1000',
  },
  {
    kind: 'loss-oscillating',
    label: 'Loss: oscillating',
    description: 'Stop when the loss swings up and down over a long window of steps and does not fall',
    value: "the loss's swing relative to its mean",
    example: 'value > 1',
  },
  {
    kind: 'out-of-memory',
    label: 'Run: out of memory',
    description: 'Stop where the allocator refuses, or the tensors of a step exceed the memory budget',
    value: 'bytes of live tensors',
    example: 'value > 8e9',
  },
  {
    kind: 'exception',
    label: 'Run: exception in training',
    description: 'Stop at your line that raised while a model trains, with the tensors of its frame',
    value: '',
    example: 'layer == "attention"',
  },
  {
    kind: 'step',
    label: 'Run: step of your choice',
    description: 'Stop in the step in which your condition begins to hold; it needs one',
    value: '',
    example: 'step == 1200',
  },
];

/** The names that a condition can use, by what it is over. */
export const fields: Readonly<Record<CheckConditionArguments['over'], readonly string[]>> = {
  finding: [
    'layer',
    'phase',
    'epoch',
    'step',
    'op',
    'shape',
    'dtype',
    'nan',
    'inf',
    'rows',
    'kind',
    'variable',
    'value',
    'hits',
    'loss',
    'gradient_norm',
  ],
  layer: [
    'layer',
    'shape',
    'dtype',
    'nan',
    'inf',
    'min',
    'max',
    'mean',
    'norm',
    'zeros',
    'epoch',
    'step',
    'hits',
  ],
  tensor: [
    'shape',
    'dtype',
    'nan',
    'inf',
    'min',
    'max',
    'mean',
    'norm',
    'zeros',
    'epoch',
    'step',
    'hits',
    'unchanged',
  ],
};
