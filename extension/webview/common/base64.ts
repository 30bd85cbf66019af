/** Bytes and numbers that travel as text. Pure. */

export function bytesOf(base64: string): Uint8ClampedArray<ArrayBuffer> {
  return Uint8ClampedArray.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** Little-endian float64, whatever the machine's own order is; bytes that make no whole number are left. */
export function numbersOf(base64: string): Float64Array {
  const bytes = bytesOf(base64);
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: Math.floor(bytes.length / 8) }, (_, index) =>
    view.getFloat64(index * 8, true),
  );
}
