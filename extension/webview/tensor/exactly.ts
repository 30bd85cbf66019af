/** A value with all the digits that single precision tells apart. Pure. */
import { formatValue } from '../common/numbers';

/** IEEE 754 binary32 needs nine decimal digits. */
const digits = 9;

export function exactly(value: number | undefined): string {
  if (value === undefined) {
    return '…';
  }
  return Number.isFinite(value) ? Number(value.toPrecision(digits)).toString() : formatValue(value);
}
