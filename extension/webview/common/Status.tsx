import { type VNode } from 'preact';
import { type PanelState } from '../../shared/generated/protocol';
import { useSurroundings } from './useAnswer';

interface Properties {
  readonly state: PanelState;
  /** What there will be to see, before there is anything. */
  readonly nothingYet: string;
}

/** Whether the page is about now; a live region, so that a screen reader hears the run go on. */
export function Status({ state, nothingYet }: Properties): VNode | null {
  const { recorded } = useSurroundings();
  const { status, pause } = state;
  const nothing = pause === 0;
  if (recorded) {
    return null;
  }
  return (
    <p class={`status ${nothing ? 'none' : status}`} role="status">
      <span class="dot" aria-hidden="true" />
      {nothing ? nothingYet : sentences[status]}
    </p>
  );
}

const sentences: Readonly<Record<PanelState['status'], string>> = {
  stopped: 'Paused. Nothing has run since.',
  running: 'The run goes on. This is its last pause; values that are not on the page can no longer be read.',
  ended: 'The session has ended. This was its last pause.',
};
