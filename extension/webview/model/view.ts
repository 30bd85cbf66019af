/** What the page finds again after a reload. Pure. */

const tabs = ['graph', 'summary', 'ops'] as const;

export type Tab = (typeof tabs)[number];

export interface View {
  readonly tab: Tab;
  /** Undefined for the model that is trained. */
  readonly model?: string | undefined;
  /** By model the groups that are folded; a model that is not there is as it is at first. */
  readonly folded: Readonly<Record<string, readonly string[]>>;
  readonly selected?: string | undefined;
  readonly search: string;
  /** The layer that the page was opened for, once it has been shown. */
  readonly subject?: string | undefined;
}

/** Takes over what was kept; what is not as this version keeps it is left out. */
export function keptView(kept: unknown): View {
  const { tab, model, folded, selected, search, subject } = (kept ?? {}) as Partial<
    Record<keyof View, unknown>
  >;
  return {
    tab: tabs.find((each) => each === tab) ?? 'graph',
    folded: isFolded(folded) ? folded : {},
    search: typeof search === 'string' ? search : '',
    ...(typeof model === 'string' && { model }),
    ...(typeof selected === 'string' && { selected }),
    ...(typeof subject === 'string' && { subject }),
  };
}

function isFolded(value: unknown): value is View['folded'] {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((list) => Array.isArray(list) && list.every((id) => typeof id === 'string'))
  );
}
