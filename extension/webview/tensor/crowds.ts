/** When a linear histogram shows little. Pure. */
import { type Statistics } from '../../shared/generated/protocol';
import { bins } from '../common/bars';

/** Whether one bar of the histogram is wider than the standard deviation: by Chebyshev's inequality most values stand in it and its neighbours. */
export function crowds({ minimum, maximum, standardDeviation }: Statistics): boolean {
  return (
    minimum !== null &&
    maximum !== null &&
    standardDeviation !== null &&
    maximum > minimum &&
    standardDeviation < (maximum - minimum) / bins
  );
}
