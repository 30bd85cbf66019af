import { type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type PanelState } from '../../shared/generated/protocol';
import { Batch } from './Batch';
import { Boundary } from './Boundary';
import { Causes } from './Causes';
import { FindingHeader } from './FindingHeader';
import { type Host, Surrounding } from './host';
import { Status } from './Status';
import { Tensors } from './Tensors';

interface Properties {
  readonly host: Host;
  readonly state: PanelState;
  /** Number of the stop; see `numbered`. */
  readonly number: number;
}

/** One page, read from top to bottom: what, why, the tensors, the rows. */
export function App({ host, state: { stop, status }, number }: Properties): VNode {
  const live = status === 'stopped';
  const surroundings = useMemo(() => ({ host, live }), [host, live]);
  return (
    <Surrounding.Provider value={surroundings}>
      <Status status={stop ? status : null} />
      {stop && (
        <div class="stop" key={number}>
          <Boundary name="The finding">
            <FindingHeader finding={stop.finding} />
            <Causes causes={stop.finding.causes} />
          </Boundary>
          <Boundary name="The tensor">
            <Tensors finding={stop.finding} />
          </Boundary>
          <Boundary name="The batch">
            <Batch />
          </Boundary>
        </div>
      )}
    </Surrounding.Provider>
  );
}
