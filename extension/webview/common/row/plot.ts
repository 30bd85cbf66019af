/** Curves of a row as points of SVG, in a plane of 100 × 100. Pure. */

export interface Curve {
  /** Points of the stretches between the gaps, as `polyline` takes them. */
  readonly stretches: readonly string[];
  /** Where values are not finite, as from and to along the width. */
  readonly gaps: readonly (readonly [from: number, to: number])[];
}

export interface Plot {
  readonly curves: readonly Curve[];
  /** Range of the finite values; null when there is none. */
  readonly low: number | null;
  readonly high: number | null;
}

/** All curves on one scale, so that channels can be compared. */
export function plotOf(channels: readonly Float64Array[]): Plot {
  let [low, high] = [Infinity, -Infinity];
  for (const channel of channels) {
    for (const value of channel) {
      if (Number.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  const curves = channels.map((channel) => curveOf(channel, low, high));
  return low > high ? { curves, low: null, high: null } : { curves, low, high };
}

function curveOf(values: Float64Array, low: number, high: number): Curve {
  const along = (index: number): number => (values.length > 1 ? (100 * index) / (values.length - 1) : 50);
  // A constant lies in the middle.
  const up = (value: number): number => (high > low ? 100 - (100 * (value - low)) / (high - low) : 50);
  const stretches: string[] = [];
  const gaps: (readonly [number, number])[] = [];
  let start = 0;
  for (let index = 1; index <= values.length; index += 1) {
    const finite = Number.isFinite(values[start]);
    if (index < values.length && Number.isFinite(values[index]) === finite) {
      continue;
    }
    if (finite) {
      const points = [...values.subarray(start, index)].map(
        (value, offset) => `${short(along(start + offset))},${short(up(value))}`,
      );
      // A single value would be a line without length, of which nothing is drawn.
      stretches.push((points.length === 1 ? [...points, ...points] : points).join(' '));
    } else {
      gaps.push([along(Math.max(0, start - 0.5)), along(Math.min(values.length - 1, index - 0.5))]);
    }
    start = index;
  }
  return { stretches: values.length === 0 ? [] : stretches, gaps: values.length === 0 ? [] : gaps };
}

function short(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}
