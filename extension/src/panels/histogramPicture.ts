/** A histogram in the height of two lines, as a picture that Markdown can show. Pure. */
import { type Histogram } from '../../shared/generated/protocol';

export const bins = 40;

const [bar, gap, height] = [5, 1, 32];
/** To be seen on a dark and on a light ground: the hover does not tell which it has. */
const [colour, badColour] = ['#3b8eea', '#e5534b'];
/** Pixels of a bar that counts something. */
const lowest = 2;

/** A `data:` address; undefined when there is nothing to draw. The last bar, apart and red, counts what is not finite. */
export function histogramPicture({ counts, nan, positiveInf, negativeInf }: Histogram): string | undefined {
  const bad = nan + positiveInf + negativeInf;
  const all = [...counts, ...(bad > 0 ? [0, bad] : [])];
  const most = Math.max(0, ...all);
  if (most === 0) {
    return undefined;
  }
  const bars = all.map((count, index) => {
    const tall = count === 0 ? 0 : Math.max(lowest, Math.round((height * count) / most));
    const fill = bad > 0 && index === all.length - 1 ? badColour : colour;
    return tall === 0
      ? ''
      : `<rect x="${index * (bar + gap)}" y="${height - tall}" width="${bar}" height="${tall}" fill="${fill}"/>`;
  });
  const width = all.length * (bar + gap);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${bars.join('')}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
