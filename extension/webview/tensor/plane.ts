import { type Slice } from './slice';

/** What shows a plane of a tensor, and moves in it. */
export interface PlaneProperties {
  readonly handle: number;
  readonly shape: readonly number[];
  readonly slice: Slice;
  readonly setSlice: (step: (before: Slice) => Slice) => void;
  /** Handle of the tensor that is subtracted. */
  readonly minus: number | undefined;
}
