/** A value with as many digits as tell it from its neighbours, as NumPy prints it. Pure. */
import { formatValue } from '../common/numbers';

/** A number of single precision (or less) is known by nine decimal digits, mostly by fewer. */
const mostDigits = 9;

export function exactly(value: number | undefined): string {
  if (value === undefined) {
    return '…';
  }
  if (!Number.isFinite(value)) {
    return formatValue(value);
  }
  if (Math.fround(value) !== value) {
    return value.toString();
  }
  for (let digits = 1; digits < mostDigits; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) {
      return short.toString();
    }
  }
  return Number(value.toPrecision(mostDigits)).toString();
}
