/** A digest in words and lengths. Pure. */
import { type TensorDigest } from '../../shared/generated/protocol';
import { formatBytes, formatShape } from './numbers';

/** As `line` begins for a tensor of a graph or a model that is being built: it has no values. */
export function isSymbolic({ line }: TensorDigest): boolean {
  return line.startsWith('symbolic ');
}

/** The lengths of all axes; undefined when one is not known, or there are no values. */
export function shapeOf(tensor: TensorDigest): readonly number[] | undefined {
  const known = tensor.shape.filter((size) => size !== null);
  return !isSymbolic(tensor) && known.length === tensor.shape.length ? known : undefined;
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
