/** The variable that the user means in a line of Python. Pure. */

const name = String.raw`[A-Za-z_]\w*`;
const dotted = new RegExp(String.raw`${name}(?:\.${name})*`, 'g');

/**
 * The name around a column, with what stands before its dots: `self.kernel` for a column in `kernel`, `self` in `self`.
 *
 * @param column 0-based, from 0 to the length of the line.
 */
export function expressionAt(line: string, column: number): string | undefined {
  for (const { 0: text, index } of line.matchAll(dotted)) {
    if (index <= column && column <= index + text.length) {
      const dot = text.indexOf('.', column - index);
      return dot < 0 ? text : text.slice(0, dot);
    }
  }
  return undefined;
}
