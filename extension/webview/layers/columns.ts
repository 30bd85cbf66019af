/** The columns of the table of layers: what they hold, how rows are ordered and found by them. Pure. */
import { type LayerRow } from '../../shared/generated/protocol';

export type ColumnName =
  | 'layer'
  | 'why'
  | 'output'
  | 'mean'
  | 'standardDeviation'
  | 'zeros'
  | 'nonFinite'
  | 'weightNorm'
  | 'gradientNorm'
  | 'updateRatio'
  | 'bytes';

export interface Column {
  readonly name: ColumnName;
  readonly label: string;
  readonly explanation: string;
  readonly numeric: boolean;
  /** What a click on its header puts first. */
  readonly descending: boolean;
}

/** The first two share a column: what is odd stands below the layer's name. */
export const columns: readonly Column[] = [
  text('layer', 'Layer', 'In the order of the model'),
  { ...text('why', 'Odd', 'What to look at first, the worst first'), descending: true },
  number('standardDeviation', 'Deviation', 'Standard deviation of the output, and over the last steps'),
  number('gradientNorm', 'Gradient', 'Norm of the gradient, and over the last steps on a logarithmic scale'),
  number(
    'updateRatio',
    'Update',
    'Norm of the last update divided by the norm of the weights, and over the last steps on a logarithmic scale; about 0.001 is usual',
  ),
  number('zeros', 'Zeros', 'Share of zeros in the output'),
  number('nonFinite', 'NaN, Inf', 'Values of the output that are not finite'),
  number('mean', 'Mean', 'Mean of the finite values of the output'),
  number('weightNorm', 'Weights', 'Norm of the weights'),
  number('bytes', 'Memory', 'Of weights and output'),
  { ...number('output', 'Output', 'Shape and dtype of the output, by its size'), numeric: false },
];

export interface Order {
  readonly column: ColumnName;
  readonly descending: boolean;
}

/** The worst first where something is odd, otherwise the model's own order. */
export function defaultOrder(rows: readonly LayerRow[]): Order {
  return rows.some(({ badness }) => badness > 0)
    ? { column: 'why', descending: true }
    : { column: 'layer', descending: false };
}

/** Rows whose path, class or oddity has all the words; as they were, where there are none. */
export function found(rows: readonly LayerRow[], filter: string, oddOnly: boolean): readonly LayerRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const text = `${row.path} ${row.className} ${row.why ?? ''}`.toLowerCase();
    return (!oddOnly || row.badness > 0) && words.every((word) => text.includes(word));
  });
}

/** The row of a layer; of one that is called by itself the path begins later than in the model. */
export function rowOf(rows: readonly LayerRow[], layer: string): LayerRow | undefined {
  return rows.find(({ path }) => path === layer) ?? rows.find(({ path }) => layer.endsWith(`/${path}`));
}

/** What is not known comes last either way; equal rows stay in the model's order. */
export function sorted(rows: readonly LayerRow[], { column, descending }: Order): readonly LayerRow[] {
  const keys = new Map(rows.map((row, index) => [row, column === 'layer' ? index : keyOf(row, column)]));
  return [...rows].sort((a, b) => {
    const [one, other] = [keys.get(a), keys.get(b)];
    if (one === undefined || other === undefined) {
      return Number(one === undefined) - Number(other === undefined);
    }
    const difference = one === other ? 0 : one - other;
    return descending ? -difference : difference;
  });
}

function keyOf(row: LayerRow, column: Exclude<ColumnName, 'layer'>): number | undefined {
  if (column === 'why') {
    return row.badness;
  }
  if (column === 'output') {
    return row.shape?.reduce<number>((size, dimension) => size * (dimension ?? 1), 1);
  }
  const value = row[column];
  // Null is a number that is not finite: the largest there is.
  return value === null ? Infinity : value;
}

function text(name: ColumnName, label: string, explanation: string): Column {
  return { name, label, explanation, numeric: false, descending: false };
}

function number(name: ColumnName, label: string, explanation: string): Column {
  return { name, label, explanation, numeric: true, descending: true };
}
