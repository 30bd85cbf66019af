/** The tensors that can be chosen, by their groups. Pure. */
import { type TensorChoice } from '../../shared/generated/protocol';
import { formatShape } from '../common/numbers';

/** Groups and choices in the order in which they came; all words of the filter are in what is read of a choice. */
export function grouped(
  tensors: readonly TensorChoice[],
  filter: string,
): readonly (readonly [string, readonly TensorChoice[]])[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, TensorChoice[]>();
  for (const tensor of tensors) {
    const { group, name, dtype, shape } = tensor;
    const text = `${group} ${name} ${dtype}${formatShape(shape)}`.toLowerCase();
    if (words.every((word) => text.includes(word))) {
      groups.set(group, [...(groups.get(group) ?? []), tensor]);
    }
  }
  return [...groups];
}
