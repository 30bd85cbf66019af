/** Numbers for reading: about four significant digits, the same width of digits everywhere. */

/** A value of a tensor, for example `0.01235`, `-4.31`, `1.2e-7`, `NaN`, `+Inf`. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? '+Inf' : '−Inf';
  }
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) {
    return Object.is(value, -0) ? '-0' : value.toString();
  }
  if (size >= 1e5 || size < 1e-3) {
    return withoutTrailingZeros(value.toExponential(3));
  }
  return withoutTrailingZeros(value.toPrecision(4));
}

/** As `formatValue`, and a dash for what is not known. */
export function formatOptional(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : formatValue(value);
}

/** A count, in groups of three digits. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A part of a whole, for example `0.94 %`; a part that is there is never `0 %`. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) {
    return '–';
  }
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 0.01) {
    return '< 0.01 %';
  }
  if (percent < 100 && percent > 99.99) {
    return '> 99.99 %';
  }
  return `${Number.parseFloat(percent.toPrecision(3))} %`;
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A size of memory, for example `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(units.length - 1, bytes > 0 ? Math.floor(Math.log2(bytes) / 10) : 0);
  return `${Number.parseFloat((bytes / 1024 ** power).toPrecision(3))} ${units[power] ?? ''}`;
}

/** `[32, 128]`; a dimension that is not known is `None`, as Keras writes it. */
export function formatShape(shape: readonly (number | null)[]): string {
  return `[${shape.map((size) => size ?? 'None').join(', ')}]`;
}

function withoutTrailingZeros(text: string): string {
  const [digits = '', exponent] = text.split('e');
  const short = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
  return exponent === undefined ? short : `${short}e${exponent.replace('+', '')}`;
}
