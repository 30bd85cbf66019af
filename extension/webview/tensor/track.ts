/** One axis of a table that is too long for a scroll bar: which line stands first, and where the bar is. Pure. */

export interface Track {
  /** Lines in all. */
  readonly count: number;
  /** Whole lines that are in sight at once. */
  readonly fitting: number;
  /** Pixels of a line. */
  readonly size: number;
  /** Pixels of the headings before the first line. */
  readonly heading: number;
}

/** Chromium ends elements at 2^25 pixels; far below that its positions are still exact. */
const longest = 8_000_000;

/** Pixels of what is scrolled, for its element. */
export function lengthOf({ count, size, heading }: Track): number {
  return Math.min(longest, heading + count * size);
}

/** The last line that can stand first. */
export function lastFirst({ count, fitting }: Track): number {
  return Math.max(0, count - fitting);
}

/** Whether a step of the bar passes more than one line: then the wheel has to move the lines itself. */
export function isCompressed({ count, size, heading }: Track): boolean {
  return heading + count * size > longest;
}

/** The bar's offset for a line that stands first. */
export function offsetOf(track: Track, first: number, range: number): number {
  const last = lastFirst(track);
  return last === 0 ? 0 : (first / last) * range;
}

/**
 * The line that stands first.
 *
 * @param range The largest offset of the bar.
 */
export function firstAt(track: Track, offset: number, range: number): number {
  return range <= 0 ? 0 : Math.round((Math.min(offset, range) / range) * lastFirst(track));
}

/** The line that stands first when another one is to be in sight: a step further shows a line more, a leap puts it in the middle. */
export function reveal(track: Track, first: number, line: number): number {
  const [before, after] = [first - line, line - (first + track.fitting - 1)];
  const leap = Math.max(before, after) > 1;
  const wanted = leap
    ? line - Math.floor(track.fitting / 2)
    : before > 0
      ? line
      : after > 0
        ? first + after
        : first;
  return Math.max(0, Math.min(wanted, lastFirst(track)));
}
