import { type VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { type Cause } from '../../shared/generated/protocol';
import { Boundary } from '../common/Boundary';
import { Surrounding } from '../common/host';
import { type PageProperties } from '../common/page';
import { useSurroundings } from '../common/useAnswer';
import { Batch } from './Batch';
import { Causes } from './Causes';
import { FindingHeader } from './FindingHeader';
import { Hints } from './Hints';
import { StopStatus } from './StopStatus';
import { Tensors } from './Tensors';

/** One page, read from top to bottom: what, why, the tensors, the rows. */
export function TensorStopPage({ state }: PageProperties): VNode {
  const { stop, atStop, pause, hints = [], rewind } = state;
  const surroundings = useSurroundings();
  const stopPause = useRef(pause);
  if (atStop) {
    stopPause.current = pause;
  }
  // The run may stand still elsewhere by now, where handles of this stop are no longer good.
  const here = useMemo(() => ({ ...surroundings, live: atStop, rewind }), [surroundings, atStop, rewind]);
  return (
    <Surrounding.Provider value={here}>
      {!surroundings.recorded && <StopStatus state={state} />}
      {stop && (
        <div class="stop" key={stopPause.current}>
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
          <Boundary name="The hints">
            <Hints hints={notIn(hints, stop.finding.causes)} />
          </Boundary>
        </div>
      )}
    </Surrounding.Provider>
  );
}

/** The hints that are not told as causes already. */
function notIn(hints: readonly Cause[], causes: readonly Cause[]): readonly Cause[] {
  return hints.filter(
    ({ id, location }) => !causes.some((cause) => cause.id === id && cause.location?.line === location?.line),
  );
}
