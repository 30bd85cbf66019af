import { type VNode } from 'preact';
import { useSurroundings } from '../common/useAnswer';
import { fixedAxes, type Slice, withAxis, withPosition } from './slice';

interface Properties {
  readonly shape: readonly number[];
  readonly slice: Slice;
  readonly setSlice: (step: (before: Slice) => Slice) => void;
}

/** Which axes lie down and across, and where the others stand. */
export function SliceControls({ shape, slice, setSlice }: Properties): VNode | null {
  if (shape.length < 2) {
    return null;
  }
  const axis = (which: 0 | 1, name: string): VNode => (
    <label>
      {name}{' '}
      <select
        class="field"
        value={slice.axes[which]}
        onChange={({ currentTarget }) => {
          const chosen = Number(currentTarget.value);
          setSlice((before) => withAxis(before, which, chosen));
        }}
      >
        {shape.map((size, each) => (
          <option key={each} value={each}>
            axis {each} ({size})
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div class="slice" role="group" aria-label="Slice">
      {axis(0, 'rows')}
      {axis(1, 'columns')}
      {fixedAxes(slice).map((each) => (
        <Position
          key={each}
          axis={each}
          size={shape[each] ?? 1}
          position={slice.at[each] ?? 0}
          move={(position) => {
            setSlice((before) => withPosition(before, shape, each, position));
          }}
        />
      ))}
    </div>
  );
}

interface PositionProperties {
  readonly axis: number;
  readonly size: number;
  readonly position: number;
  readonly move: (position: number) => void;
}

/** A slider for the way there, a number for the exact place. */
function Position({ axis, size, position, move }: PositionProperties): VNode {
  const { live } = useSurroundings();
  const field = (type: 'range' | 'number', label: string): VNode => (
    <input
      type={type}
      class={type === 'number' ? 'field' : 'slider'}
      aria-label={label}
      min={0}
      max={size - 1}
      value={position}
      disabled={!live || size === 1}
      onInput={({ currentTarget: { valueAsNumber } }) => {
        if (Number.isFinite(valueAsNumber)) {
          move(Math.trunc(valueAsNumber));
        }
      }}
    />
  );
  return (
    <span class="position" role="group" aria-label={`axis ${axis}`}>
      <span class="muted">axis {axis}</span>
      {field('range', `Slide along axis ${axis}`)}
      {field('number', `Position on axis ${axis}`)}
      <span class="muted">of {size}</span>
    </span>
  );
}
