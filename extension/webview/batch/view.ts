/** What the reader has chosen on the page; kept with the window. Pure. */
import { type Layout } from './layout';

export interface View {
  /** Absent until the reader chooses one. */
  readonly layout?: Layout;
  /** Place of the chosen row. */
  readonly place: number;
  /** Whether its details are shown. */
  readonly open: boolean;
  /** The row of the batch that the panel was opened for, once it was gone to. */
  readonly subject?: number;
}

/** Reads what was kept; what is not a view is the first look at a page. */
export function viewOf(kept: unknown): View {
  const { layout, place, open, subject } = (kept ?? {}) as Partial<Record<keyof View, unknown>>;
  return {
    ...(layout === 'table' || layout === 'gallery' ? { layout } : {}),
    place: Number.isInteger(place) && Number(place) >= 0 ? Number(place) : 0,
    open: open === true,
    ...(Number.isInteger(subject) ? { subject: Number(subject) } : {}),
  };
}
