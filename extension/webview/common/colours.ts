/** From a value to a colour: zero, or the smallest value, is the colour of the page. */

export type Colour = readonly [red: number, green: number, blue: number];

/** Ends of the scale; `diverging` when zero lies between them and is its middle. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly diverging: boolean;
}

export interface Palette {
  readonly background: Colour;
  readonly negative: Colour;
  readonly positive: Colour;
}

/** The weakest step away from the background: also a small value is to be seen as one. */
const weakest = 0.12;

/** A scale for finite values between minimum and maximum; both null when there is no finite value. */
export function scaleOf(minimum: number | null, maximum: number | null): Scale {
  if (minimum === null || maximum === null) {
    return { low: 0, high: 1, diverging: false };
  }
  if (minimum < 0 && maximum > 0) {
    const limit = Math.max(-minimum, maximum);
    return { low: -limit, high: limit, diverging: true };
  }
  return { low: minimum, high: maximum, diverging: false };
}

/** The colour of a finite value; values beyond the ends get the colour of the end. */
export function colourOf(value: number, { low, high, diverging }: Scale, palette: Palette): Colour {
  const negative = diverging ? value < 0 : high <= 0;
  const share = diverging ? Math.abs(value) / high : part(value, low, high, negative);
  const strength = value === 0 ? 0 : weakest + (1 - weakest) * Math.min(1, Math.max(0, share));
  return mix(palette.background, negative ? palette.negative : palette.positive, strength);
}

/** The colours of the scale from its low to its high end, for a legend. */
export function legendColours(scale: Scale, palette: Palette, steps: number): readonly Colour[] {
  return Array.from({ length: steps }, (_, step) =>
    colourOf(scale.low + ((scale.high - scale.low) * step) / (steps - 1), scale, palette),
  );
}

/** Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()` and `rgba()`; transparency is blended with `below`. */
export function parseColour(text: string, below: Colour): Colour {
  const [red = 0, green = 0, blue = 0, alpha = 1] = text.startsWith('#') ? hex(text.slice(1)) : decimal(text);
  return mix(below, [red, green, blue], alpha);
}

export function css([red, green, blue]: Colour): string {
  return `rgb(${red} ${green} ${blue})`;
}

function part(value: number, low: number, high: number, negative: boolean): number {
  if (high === low) {
    return 1;
  }
  return negative ? (high - value) / (high - low) : (value - low) / (high - low);
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const channel = (index: 0 | 1 | 2): number => Math.round(from[index] + (to[index] - from[index]) * share);
  return [channel(0), channel(1), channel(2)];
}

function hex(digits: string): readonly number[] {
  const long = digits.length < 6 ? digits.replaceAll(/./g, '$&$&') : digits;
  const bytes = (long.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
  return bytes.map((byte, index) => (index === 3 ? byte / 255 : byte));
}

function decimal(text: string): readonly number[] {
  return (text.match(/[\d.]+%?/g) ?? []).map((number) =>
    number.endsWith('%') ? Number.parseFloat(number) / 100 : Number.parseFloat(number),
  );
}
