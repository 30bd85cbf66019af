/** Bytes and numbers that travel as text. Pure. */

export function bytesOf(base64: string): Uint8ClampedArray<ArrayBuffer> {
  const letters = atob(base64);
  const bytes = new Uint8ClampedArray(letters.length);
  // Twenty times as fast as `from` with a function, which is felt in a list of images.
  for (let at = 0; at < letters.length; at += 1) {
    bytes[at] = letters.charCodeAt(at);
  }
  return bytes;
}

/** Little-endian float64, whatever the machine's own order is; bytes that make no whole number are left. */
export function numbersOf(base64: string): Float64Array {
  const bytes = bytesOf(base64);
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: Math.floor(bytes.length / 8) }, (_, index) =>
    view.getFloat64(index * 8, true),
  );
}

/** The other way. */
export function base64Of(numbers: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(numbers.length * 8));
  for (let at = 0; at < numbers.length; at += 1) {
    view.setFloat64(at * 8, numbers[at] ?? NaN, true);
  }
  return btoa(Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join(''));
}
