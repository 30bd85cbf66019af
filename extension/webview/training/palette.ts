/** VS Code's colours for lines; red stays with what is wrong. */

import { css, parseColour } from '../common/colours';

export interface ChartColours {
  readonly lines: readonly string[];
  readonly text: string;
  readonly grid: string;
  readonly epoch: string;
  readonly bad: string;
  readonly infinite: string;
  readonly stop: string;
}

const names = ['blue', 'orange', 'green', 'purple', 'yellow', 'foreground'];

/** Read anew whenever the theme has changed. */
export function chartColours(): ChartColours {
  const style = getComputedStyle(document.body);
  const read = (name: string, otherwise: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const text = read('descriptionForeground', '#888888');
  return {
    // High contrast has one colour for some of them.
    lines: [...new Set(names.map((name) => opaque(read(`charts-${name}`, text))))],
    text,
    grid: `color-mix(in srgb, ${text} 20%, transparent)`,
    epoch: text,
    bad: read('editorError-foreground', '#f14c4c'),
    infinite: read('charts-purple', '#b180d7'),
    stop: read('charts-yellow', '#cca700'),
  };
}

/** Some themes have orange as a veil only. */
function opaque(colour: string): string {
  return css(
    parseColour(
      colour.replace(/^(#[\da-f]{6})[\da-f]{2}$/i, '$1').replace(/,\s*[\d.]+\)$/, ', 1)'),
      [0, 0, 0],
    ),
  );
}

/** Lines beyond the colours are dashed. */
export function lineStyle(index: number, { lines }: ChartColours): { stroke: string; dash?: number[] } {
  const stroke = lines[index % lines.length] ?? '';
  const round = Math.floor(index / lines.length);
  return round === 0 ? { stroke } : { stroke, dash: [6 / round, 3] };
}
