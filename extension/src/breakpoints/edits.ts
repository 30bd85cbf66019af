/** Entries that name a line follow it when the file is edited. Pure. */
import { type Entries, locationOf } from './entries';

/** As VS Code tells it: positions count from 0, and are those of before. */
export interface Edit {
  readonly range: {
    readonly start: { readonly line: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly text: string;
}

/** The same list when no line has moved. */
export function afterEdits(entries: Entries, file: string, edits: readonly Edit[]): Entries {
  const moved = entries.map((entry) => {
    const location = locationOf(entry.setting);
    // From the end of the file on: an edit moves none that was made above it.
    const bottomUp = [...edits].sort((a, b) => b.range.end.line - a.range.end.line);
    const line = location?.file === file ? bottomUp.reduce(afterEdit, location.line) : undefined;
    return location === undefined || line === undefined || line === location.line
      ? entry
      : { ...entry, setting: { ...entry.setting, location: { ...location, line } } };
  });
  return moved.every((entry, index) => entry === entries[index]) ? entries : moved;
}

/** Where a line, counted from 1, is after an edit; one that is gone becomes the nearest that is left. */
function afterEdit(line: number, { range: { start, end }, text }: Edit): number {
  const added = text.split('\n').length - 1;
  const isBelow = end.line + 1 < line || (end.line + 1 === line && end.character === 0);
  if (isBelow) {
    return line + added - (end.line - start.line);
  }
  return start.line + 1 < line ? Math.min(line, start.line + 1 + added) : line;
}
