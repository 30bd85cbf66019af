/** What the page finds again after a reload. Pure. */
import { columns, type Order } from './columns';

export interface View {
  readonly filter: string;
  readonly oddOnly: boolean;
  /** Undefined until the user has chosen one. */
  readonly order?: Order;
  /** The layer that the page was opened for, once it has been shown. */
  readonly subject?: string;
}

/** Takes over what was kept; what is not as this version keeps it is left out. */
export function keptView(kept: unknown): View {
  const { filter, oddOnly, order, subject } = (kept ?? {}) as Partial<Record<keyof View, unknown>>;
  return {
    filter: typeof filter === 'string' ? filter : '',
    oddOnly: oddOnly === true,
    ...(isOrder(order) && { order }),
    ...(typeof subject === 'string' && { subject }),
  };
}

function isOrder(value: unknown): value is Order {
  const { column, descending } = (value ?? {}) as Partial<Record<keyof Order, unknown>>;
  return typeof descending === 'boolean' && columns.some(({ name }) => name === column);
}
