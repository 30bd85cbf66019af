/** The kinds of findings by their names. Pure. */
import { type KindDescription, kinds } from './generated/kinds';
import { type Kind } from './generated/protocol';

/** Undefined for a kind that only another version knows. */
export function descriptionOf(kind: Kind): KindDescription | undefined {
  return kinds.find((entry) => entry.kind === kind);
}

/** What people read, the group first. */
export function kindLabel(kind: Kind): string {
  return descriptionOf(kind)?.label ?? kind;
}
