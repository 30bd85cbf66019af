import { type VNode } from 'preact';
import { type Area, leadingAxes, planeOf, type View } from './paging';
import { range } from './readout';
import { useSurroundings } from './useAnswer';

interface Properties {
  readonly shape: readonly number[];
  readonly view: View;
  readonly area: Area;
  readonly firstBad: readonly number[] | undefined;
  /** Moves along a leading axis. */
  readonly onIndex: (axis: number, by: number) => void;
  /** Moves by so many pages. */
  readonly onMove: (rows: number, columns: number) => void;
  readonly onFirstBad: () => void;
}

/** Which part of the tensor is shown, and the way to the others; absent when all of it is. */
export function Pager({ shape, view, area, firstBad, onIndex, onMove, onFirstBad }: Properties): VNode {
  const plane = planeOf(shape);
  return (
    <div class="pager">
      {leadingAxes(shape).map((size, axis) => (
        <Stepper
          key={axis}
          name={`axis ${axis}`}
          shown={`${view.index[axis] ?? 0}`}
          size={size}
          back={(view.index[axis] ?? 0) > 0}
          on={(view.index[axis] ?? 0) < size - 1}
          go={(by) => {
            onIndex(axis, by);
          }}
        />
      ))}
      <Stepper
        name="rows"
        shown={range(area.row, area.rows)}
        size={plane.rows}
        back={area.row > 0}
        on={area.row + area.rows < plane.rows}
        go={(by) => {
          onMove(by, 0);
        }}
      />
      <Stepper
        name="columns"
        shown={range(area.column, area.columns)}
        size={plane.columns}
        back={area.column > 0}
        on={area.column + area.columns < plane.columns}
        go={(by) => {
          onMove(0, by);
        }}
      />
      {firstBad && firstBad.length > 0 && (
        <button type="button" class="secondary" onClick={onFirstBad}>
          First bad value [{firstBad.join(', ')}]
        </button>
      )}
    </div>
  );
}

interface StepperProperties {
  readonly name: string;
  readonly shown: string;
  readonly size: number;
  /** Whether there is something before and after what is shown. */
  readonly back: boolean;
  readonly on: boolean;
  readonly go: (by: 1 | -1) => void;
}

export function Stepper({ name, shown, size, back, on, go }: StepperProperties): VNode {
  const { live } = useSurroundings();
  const button = (by: 1 | -1, enabled: boolean): VNode => (
    <button
      type="button"
      class="step"
      aria-label={`${by < 0 ? 'Previous' : 'Next'}: ${name}`}
      aria-disabled={!(enabled && live)}
      onClick={() => {
        if (enabled && live) {
          go(by);
        }
      }}
    >
      {by < 0 ? '‹' : '›'}
    </button>
  );
  const single = !back && !on;
  return (
    <span class="stepper" role="group" aria-label={name}>
      <span class="muted">{name}</span>
      {!single && button(-1, back)}
      <span class="position">
        {shown} <span class="muted">of {size}</span>
      </span>
      {!single && button(1, on)}
    </span>
  );
}
