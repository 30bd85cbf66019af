import { type VNode } from 'preact';
import { type PanelState } from '../../shared/generated/protocol';

const nothingYet = 'No tensor stop yet. When a tensor breakpoint stops the run, this page shows why.';

/** Whether the page is about now; a live region, so that a screen reader hears the run go on. */
export function StopStatus({ state }: { state: PanelState }): VNode {
  const { stop, atStop, status } = state;
  return (
    <p class={`status ${stop ? (atStop ? 'stopped' : status) : 'none'}`} role="status">
      <span class="dot" aria-hidden="true" />
      {stop ? sentenceOf(state) : nothingYet}
    </p>
  );
}

function sentenceOf({ atStop, status }: PanelState): string {
  if (atStop) {
    return 'Paused here. Nothing has run since.';
  }
  const gone = 'This is the last stop; values that are not on the page can no longer be read.';
  switch (status) {
    case 'stopped':
      return `The run has gone on and is paused elsewhere. ${gone}`;
    case 'running':
      return `The run goes on. ${gone}`;
    case 'ended':
      return 'The session has ended. This was its last stop.';
  }
}
