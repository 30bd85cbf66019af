import { type PanelState } from '../../shared/generated/protocol';

export interface Numbered {
  readonly state: PanelState;
  readonly number: number;
}

/**
 * Counts the stops: handles are only good for theirs, so each stop starts the page afresh.
 *
 * The same stop can be told twice, when the page was not ready the first time; going on from it changes no content.
 */
export function numbered(before: Numbered | undefined, state: PanelState): Numbered {
  const number = before?.number ?? 0;
  const same =
    before?.state.status === 'stopped' && JSON.stringify(before.state.stop) === JSON.stringify(state.stop);
  return { state, number: state.status !== 'stopped' || same ? number : number + 1 };
}
