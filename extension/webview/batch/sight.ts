/** What of a long list is in sight. Pure. */

/** A stretch of lines or rows, without its end. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Where the list is in what scrolls, in pixels. */
export interface Sight {
  /** How far the top of the list is above the top of the window; negative when below. */
  readonly above: number;
  readonly height: number;
}

/** The lines that are in sight, and `beyond` more on either side. */
export function linesInSight(
  { above, height }: Sight,
  lineHeight: number,
  lines: number,
  beyond = 0,
): Stretch {
  const first = Math.floor(above / lineHeight) - beyond;
  const last = Math.ceil((above + height) / lineHeight) + beyond;
  const start = Math.min(lines, Math.max(0, first));
  return { start, end: Math.max(start, Math.min(lines, last)) };
}

/** The rows on those lines, with so many beside each other. */
export function rowsOn({ start, end }: Stretch, across: number, total: number): Stretch {
  return { start: Math.min(total, start * across), end: Math.min(total, end * across) };
}

/** Where to scroll so that a line is in sight; undefined when it is. `covered` is what stands over the top. */
export function scrollTo(
  line: number,
  { above, height }: Sight,
  lineHeight: number,
  covered: number,
): number | undefined {
  const [top, bottom] = [line * lineHeight, (line + 1) * lineHeight];
  if (top < above + covered) {
    return top - covered;
  }
  return bottom > above + height ? bottom - height : undefined;
}

/** The row that a key goes to from `at`; undefined for keys that move nothing. */
export function rowOfKey(
  key: string,
  at: number,
  { total, across, page }: { readonly total: number; readonly across: number; readonly page: number },
): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -across,
    ArrowDown: across,
    ArrowLeft: across > 1 ? -1 : 0,
    ArrowRight: across > 1 ? 1 : 0,
    PageUp: -across * page,
    PageDown: across * page,
    Home: -total,
    End: total,
  };
  const step = steps[key];
  if (!step || total === 0) {
    return undefined;
  }
  const target = at + step;
  // Within a gallery, up from its first line and down from its last one stay in their column.
  const stays = key.startsWith('Arrow') && (target < 0 || target >= total);
  return stays ? at : Math.max(0, Math.min(total - 1, target));
}
