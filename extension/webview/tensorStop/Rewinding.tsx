import { type VNode } from 'preact';
import { type PanelAction, type RewindState } from '../../shared/generated/protocol';
import { useSurroundings } from '../common/useAnswer';

const ways: readonly {
  readonly action: PanelAction['action'];
  readonly label: string;
  readonly meaning: string;
}[] = [
  {
    action: 'runAgain',
    label: 'Run this step again',
    meaning: 'From the state before it, with what your files say now: edit the code first.',
  },
  {
    action: 'rewind',
    label: 'Rewind…',
    meaning: 'This step or some before it, with another learning rate, or without some rows.',
  },
  {
    action: 'skipUpdate',
    label: 'Continue without this update',
    meaning: 'Weights and optimizer stay as they were before this step.',
  },
];

/** What can be done about a step of training at full speed: it can be run again, unless a reason is told. */
export function Rewinding({ rewind: { steps, problem } }: { rewind: RewindState }): VNode {
  const { host } = useSurroundings();
  return (
    <>
      {ways.map(({ action, label, meaning }) => (
        <button
          key={action}
          type="button"
          class="secondary"
          disabled={steps === undefined}
          title={steps === undefined ? problem : meaning}
          onClick={() => {
            host.act(action);
          }}
        >
          {label}
        </button>
      ))}
    </>
  );
}
