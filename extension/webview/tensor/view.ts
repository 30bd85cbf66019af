/** What the reader has chosen on the page, kept with the window. Pure. */
import { type TensorReference } from '../../shared/generated/protocol';
import { type HistogramScale } from '../common/bars';
import { fitted, type Slice, sliceAt } from './slice';

export interface Compared {
  readonly reference: TensorReference;
  readonly name: string;
}

export interface View {
  /** The tensor that it is about. */
  readonly of: TensorReference;
  readonly slice: Slice;
  /** Level of the heat map; null for the overview. */
  readonly level: number | null;
  /** Null as long as the reader has not chosen: then it is linear. */
  readonly scale: HistogramScale | null;
  /** The axis of the statistics. */
  readonly axis: number;
  readonly compared: Compared | null;
  /** Whether heat map and table show the difference from the compared tensor. */
  readonly difference: boolean;
}

/** The first look: at the first bad value, or at the beginning. */
export function firstView(
  of: TensorReference,
  shape: readonly number[],
  firstBad: readonly number[] | undefined,
): View {
  return {
    of,
    slice: sliceAt(shape, firstBad),
    level: null,
    scale: null,
    axis: 0,
    compared: null,
    difference: false,
  };
}

/** What was kept, when it is about this tensor; its shape can be another one by now. */
export function restoredView(kept: unknown, of: TensorReference, shape: readonly number[]): View | undefined {
  const view = kept as View | undefined;
  return view?.of !== undefined && sameTensor(view.of, of)
    ? { ...view, slice: fitted(view.slice, shape), axis: Math.min(view.axis, Math.max(0, shape.length - 1)) }
    : undefined;
}

/** The frame is another one at each pause. */
export function sameTensor(one: TensorReference, other: TensorReference): boolean {
  return one.type === other.type && one.name === other.name;
}
