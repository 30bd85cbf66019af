/** A digest in words and lengths. Pure. */
import { type TensorDigest } from '../../shared/generated/protocol';
import { formatBytes, formatShape } from './numbers';

/** As `line` begins for a tensor of a graph or a model that is being built: it has no values. */
export function isSymbolic({ line }: TensorDigest): boolean {
  return line.startsWith('symbolic ');
}

/** Dtypes of NumPy and TensorFlow whose values are no numbers. */
const noNumbers = new Set(['string', 'object', 'resource', 'variant']);

/** The lengths of all axes; undefined when there are no numbers that lie in rows and columns. */
export function shapeOf(tensor: TensorDigest): readonly number[] | undefined {
  const known = tensor.shape.filter((size) => size !== null);
  const regular = known.length === tensor.shape.length && !noNumbers.has(tensor.dtype);
  return !isSymbolic(tensor) && regular ? known : undefined;
}

/** Why there is nothing to see of a tensor; undefined when there is. */
export function emptyBecause(tensor: TensorDigest): string | undefined {
  const { dtype, shape } = tensor;
  if (isSymbolic(tensor)) {
    return undefined;
  }
  if (noNumbers.has(dtype)) {
    return `No numbers: its values are of dtype ${dtype}.`;
  }
  if (shape.includes(null)) {
    return 'Its rows have different lengths: they do not lie in rows and columns.';
  }
  return shape.includes(0) ? 'No values: one of the axes has length 0.' : undefined;
}

/** `float32[32, 128]`. */
export function signatureOf({ dtype, shape }: TensorDigest): string {
  return `${dtype}${formatShape(shape)}`;
}

/** Where it is, how large, and what made it. */
export function factsOf(tensor: TensorDigest): string {
  const { device, bytes, madeBy } = tensor;
  const facts = isSymbolic(tensor)
    ? ['symbolic: it has no values yet']
    : [device || 'host memory', formatBytes(bytes)];
  return [...facts, ...(madeBy ? [`made by ${madeBy}`] : [])].join(' · ');
}
