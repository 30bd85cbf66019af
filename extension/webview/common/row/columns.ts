/** The columns of a batch, as they stand beside each other. Pure. */
import { type BatchColumn } from '../../../shared/generated/protocol';

/** A column with the index of its cells in each row. */
export interface Placed {
  readonly column: BatchColumn;
  readonly index: number;
}

export const roles: Readonly<Record<BatchColumn['role'], string>> = {
  feature: 'feature',
  label: 'label',
  sampleWeight: 'sample weight',
  prediction: 'prediction',
  output: 'output',
};

/** Labels are narrow and often the culprit: they stand before the features, in sight on a narrow page, too. */
const order: readonly BatchColumn['role'][] = ['label', 'prediction', 'sampleWeight', 'feature', 'output'];

/** Pictures first, then labels and what was predicted, then the rest. */
export function placed(columns: readonly BatchColumn[]): readonly Placed[] {
  const rank = ({ content, role }: BatchColumn): number => (content === 'image' ? -1 : order.indexOf(role));
  return columns.map((column, index) => ({ column, index })).sort((a, b) => rank(a.column) - rank(b.column));
}

/** The key of a nested column, as in `x["ids"]`, whose role is said elsewhere; other names as they are. */
export function shortName(name: string): string {
  return /\[(["'])([^\]]+)\1\]$/.exec(name)?.[2] ?? name;
}
