import { type VNode } from 'preact';
import { type TrainingMarker } from '../../shared/generated/protocol';
import { kindLabel } from '../../shared/kinds';
import { LocationLink } from '../common/LocationLink';
import { useSurroundings } from '../common/useAnswer';

interface Properties {
  readonly markers: readonly TrainingMarker[];
  /** Shows the step of a marker; absent where it is shown already. */
  readonly onStep?: (step: number) => void;
}

/** Findings, stops and epochs as a list: where each was, and what can be looked at. */
export function Happened({ markers, onStep }: Properties): VNode {
  const { host, recorded } = useSurroundings();
  return (
    <ul class="happened">
      {markers.map(({ step, type, title, kind, location }) => (
        <li key={`${step} ${type} ${title}`} class={type}>
          {onStep && (
            <button
              type="button"
              class="link"
              onClick={() => {
                onStep(step);
              }}
            >
              Step {step}
            </button>
          )}
          {kind && <span class="badge">{kindLabel(kind)}</span>}
          <span>{title}</span>
          {location && <LocationLink location={location} />}
          {type === 'finding' && !recorded && (
            <button
              type="button"
              class="link"
              onClick={() => {
                host.open('tensorStop', {});
              }}
            >
              Tensor stop
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
