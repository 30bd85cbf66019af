/** What of a Python file can be tried alone, found by its lines: nothing is imported, no language server asked. Pure. */

export interface Subject {
  readonly name: string;
  /** What it is made of: `keras.layers.Layer`, or `loss function`. */
  readonly description: string;
  /** 0-based. */
  readonly firstLine: number;
  /** 0-based: the last line that belongs to it, decorators of the next one not included. */
  readonly lastLine: number;
}

/** A class, with what stands between its parentheses; or a function of what losses are given. */
const header =
  /^(?:class\s+(?<type>[\p{L}_][\p{L}\p{N}_]*)\s*(?:\((?<bases>[^)]*))?|def\s+(?<loss>[\p{L}_][\p{L}\p{N}_]*)\s*\(\s*y_?true\b)/u;

/** A line that begins something else: not blank, not indented, not the end of brackets that were opened above. */
const outside = /^[^\s#)\]}]/;

/** Those of the module itself; what a function makes cannot be had from outside. */
export function subjectsIn(text: string): readonly Subject[] {
  const subjects: Subject[] = [];
  let quotes: string | undefined;
  let inside = false;
  text.split(/\r?\n/).forEach((line, number) => {
    const last = subjects.at(-1);
    if (quotes === undefined && outside.test(line)) {
      const { type, bases, loss } = header.exec(line)?.groups ?? {};
      const name = type ?? loss;
      inside = name !== undefined;
      if (name !== undefined) {
        const description = type === undefined ? 'loss function' : (bases ?? '').trim();
        subjects.push({ name, description, firstLine: number, lastLine: number });
      }
    } else if (inside && last && line.trim() !== '') {
      subjects[subjects.length - 1] = { ...last, lastLine: number };
    }
    quotes = quotesAfter(line, quotes);
  });
  return subjects;
}

/** The one that a line stands in. */
export function subjectAt(subjects: readonly Subject[], line: number): Subject | undefined {
  return subjects.find(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine);
}

/** The kind of triple quotes that are open after a line: what stands between them is no code. */
function quotesAfter(line: string, before: string | undefined): string | undefined {
  let open = before;
  for (const { 0: found } of line.matchAll(/"""|'''|#/g)) {
    if (found === '#') {
      if (open === undefined) {
        return undefined;
      }
    } else if (open === undefined) {
      open = found;
    } else if (open === found) {
      open = undefined;
    }
  }
  return open;
}
