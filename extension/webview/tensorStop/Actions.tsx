import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type Finding } from '../../shared/generated/protocol';
import { kindLabel } from '../../shared/kinds';
import { useSurroundings } from '../common/useAnswer';
import { Rewinding } from './Rewinding';

/** What can be done about the stop. */
export function Actions({ finding }: { finding: Finding }): VNode {
  const { host, live, rewind } = useSurroundings();
  const [earlier, setEarlier] = useState(false);
  const { kind, layer, location } = finding;
  const label = kindLabel(kind);
  const goesOn = live ? 'Goes on, and does' : 'Does';
  return (
    <div class="actions" role="group" aria-label="What to do">
      {live && (
        <button
          type="button"
          class="primary"
          onClick={() => {
            host.act('continue');
          }}
        >
          Continue
        </button>
      )}
      {live && rewind && <Rewinding rewind={rewind} />}
      {layer !== undefined && (
        <button
          type="button"
          class="secondary"
          title={`${goesOn} not stop again for “${label}” in ${layer}. Tensor Breakpoints lists it.`}
          onClick={() => {
            host.act('ignoreLayer');
          }}
        >
          Ignore in this layer
        </button>
      )}
      {location && (
        <button
          type="button"
          class="secondary"
          title={`${goesOn} not stop again for “${label}” on line ${location.line}. Tensor Breakpoints lists it.`}
          onClick={() => {
            host.act('ignoreLine');
          }}
        >
          Ignore on this line
        </button>
      )}
      {finding.earlier?.location && (
        <button
          type="button"
          class="secondary"
          disabled={earlier}
          title={`From the next run on, stops at the infinity that this came from: ${finding.earlier.op ?? 'op'} on line ${finding.earlier.location.line}.`}
          onClick={() => {
            host.act('stopEarlier');
            setEarlier(true);
          }}
        >
          {earlier ? 'Stops earlier next time' : 'Stop earlier next time'}
        </button>
      )}
    </div>
  );
}
