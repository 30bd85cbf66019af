import { type VNode } from 'preact';
import { type PanelStatus } from '../../shared/generated/protocol';

const sentences: Readonly<Record<PanelStatus, string>> = {
  stopped: 'Paused here. Nothing has run since.',
  continued: 'The run goes on. This is the last stop; values that are not on the page can no longer be read.',
  ended: 'The session has ended. This was its last stop.',
};

const nothingYet = 'No tensor stop yet. When a tensor breakpoint stops the run, this page shows why.';

/** Whether the page is about now; a live region, so that a screen reader hears the run go on. */
export function Status({ status }: { status: PanelStatus | null }): VNode {
  return (
    <p class={`status ${status ?? 'none'}`} role="status">
      <span class="dot" aria-hidden="true" />
      {status ? sentences[status] : nothingYet}
    </p>
  );
}
