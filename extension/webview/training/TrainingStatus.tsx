import { type VNode } from 'preact';
import { type PanelState, type Progress } from '../../shared/generated/protocol';
import { progressParts } from '../../shared/progress';
import { useSurroundings } from '../common/useAnswer';

interface Properties {
  readonly state: PanelState;
  readonly progress: Progress | undefined;
  readonly following: boolean;
  readonly onFollow: (following: boolean) => void;
}

/** Whether the run goes on, how far it is, and whether the page follows. */
export function TrainingStatus({
  state: { status, pause },
  progress,
  following,
  onFollow,
}: Properties): VNode {
  const { recorded } = useSurroundings();
  const begun = progress !== undefined && progress.state !== 'between';
  return (
    <div class={`status ${recorded ? 'ended' : begun || pause > 0 ? status : 'none'}`}>
      {!recorded && <span class="dot" aria-hidden="true" />}
      <span class="said">
        {/* A live region for what changes rarely; the numbers beside it change every second. */}
        <span role="status">{recorded ? 'The course of the run.' : sentence(status, progress)}</span>{' '}
        {begun && <span class="muted">{progressParts(progress, status === 'running').join(' · ')}</span>}
      </span>
      {status === 'running' && (
        <button
          type="button"
          class="secondary"
          aria-pressed={!following}
          onClick={() => {
            onFollow(!following);
          }}
        >
          {following ? 'Hold still' : 'Follow again'}
        </button>
      )}
    </div>
  );
}

function sentence(status: PanelState['status'], progress: Progress | undefined): string {
  if (!progress || progress.state === 'between') {
    return status === 'ended'
      ? 'Start a training with F5: its losses, gradients, learning rate, times and memory come here as it runs.'
      : 'Nothing has been trained yet. The first step will be shown here.';
  }
  switch (status) {
    case 'stopped':
      return 'Paused.';
    case 'ended':
      return 'The session has ended.';
    case 'running':
      return { training: 'Training.', validating: 'Validating.', done: 'Trained; the script goes on.' }[
        progress.state
      ];
  }
}
