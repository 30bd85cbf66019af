/** What uPlot is told to draw: lines with the range of merged points, markers, and what is not finite. */
import uPlot from 'uplot';
import { type TrainingMarker } from '../../shared/generated/protocol';
import { formatValue } from '../common/numbers';
import { type Aligned, aligned } from './aligned';
import { type Line } from './course';
import { type ChartColours, lineStyle } from './palette';

/** Pixels for the numbers beside the plot: the same in all charts, so that these line up. */
const axisWidth = 58;
export const plotHeight = 150;

/** Points of a line that is drawn with a dot for each. */
const few = 40;

export interface Drawn {
  readonly lines: readonly Line[];
  readonly markers: readonly TrainingMarker[];
  readonly last: number;
  readonly logarithmic: boolean;
}

/** Whatever asks for another plot, not only for other numbers in it. */
export function shapeOf({ lines, logarithmic }: Drawn): string {
  return JSON.stringify([logarithmic, lines.map((line) => [line.name, line.stride > 1, isFew(line)])]);
}

export function dataOf({ lines, logarithmic }: Drawn): uPlot.AlignedData {
  const { steps, columns }: Aligned = aligned(lines, logarithmic);
  const all = columns.flatMap(({ mean, minimum, maximum }) =>
    minimum && maximum ? [mean, minimum, maximum] : [mean],
  );
  return [steps, ...(all as (number | null | undefined)[][])];
}

/** Options of a plot; what is drawn besides lines is asked for at each drawing. */
export function optionsOf(
  drawn: () => Drawn,
  width: number,
  colours: ChartColours,
  font: string,
): uPlot.Options {
  const { lines, logarithmic } = drawn();
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  lines.forEach((line, index) => {
    const style = lineStyle(index, colours);
    series.push({ ...style, width: 1.5, points: { show: isFew(line), size: 5, fill: style.stroke } });
    if (line.stride > 1) {
      const edge: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
      bands.push({ series: [series.length + 1, series.length], fill: faint(style.stroke) });
      series.push(edge, edge);
    }
  });
  const axis: uPlot.Axis = {
    stroke: colours.text,
    font,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { stroke: colours.grid, width: 1, size: 4 },
  };
  return {
    width,
    height: plotHeight,
    legend: { show: false },
    padding: [10, 18, 0, 0],
    cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 7 } },
    scales: {
      x: { time: false, range: () => [0, Math.max(1, drawn().last)] },
      y: logarithmic ? { distr: logarithmicDistribution, range: logarithmicRange } : { range: linearRange },
    },
    series,
    bands,
    axes: [
      {
        ...axis,
        size: 28,
        values: (_, steps) => steps.map((step) => (Number.isInteger(step) ? short(step) : '')),
      },
      { ...axis, size: axisWidth, values: (_, values) => values.map((value) => axisNumber(value)) },
    ],
    hooks: {
      drawAxes: [
        (plot): void => {
          drawMarkers(plot, drawn().markers, colours);
        },
      ],
      draw: [
        (plot): void => {
          drawNotFinite(plot, drawn().lines, colours);
        },
      ],
    },
  };
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot has the enumeration as a type only
const logarithmicDistribution: uPlot.Scale.Distr = 3;

const linearRange: uPlot.Scale.Range = (_, low, high) =>
  // Without a number in it a chart still has axes.
  isNothing(low) || isNothing(high) ? [0, 1] : uPlot.rangeNum(low, high, 0.1, true);

const logarithmicRange: uPlot.Scale.Range = (_, low, high) =>
  isNothing(low) || isNothing(high) || low <= 0 ? [0.1, 1] : uPlot.rangeLog(low, high, 10, false);

/** uPlot's types say that there always is a number. */
function isNothing(value: number | null | undefined): value is null | undefined {
  return value === null || value === undefined || !Number.isFinite(value);
}

function isFew({ steps }: Line): boolean {
  return steps.length <= few;
}

function faint(colour: string): string {
  return `color-mix(in srgb, ${colour} 22%, transparent)`;
}

function axisNumber(value: number | null): string {
  // On a logarithmic axis the ticks between powers of ten have no number.
  return value === null ? '' : formatValue(value);
}

const shortNumbers = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 });

function short(step: number): string {
  return step < 10_000 ? step.toString() : shortNumbers.format(step);
}

function drawMarkers(plot: uPlot, markers: readonly TrainingMarker[], colours: ChartColours): void {
  const { ctx, bbox } = plot;
  const epochs = markers.filter(({ type }) => type === 'epoch').length;
  ctx.save();
  for (const { step, type } of markers) {
    // So many that they would hide the lines say nothing.
    if (type === 'epoch' && epochs * 12 * uPlot.pxRatio > bbox.width) {
      continue;
    }
    const x = Math.round(plot.valToPos(step, 'x', true));
    ctx.strokeStyle = ctx.fillStyle =
      type === 'epoch' ? colours.epoch : type === 'stop' ? colours.stop : colours.bad;
    ctx.globalAlpha = type === 'epoch' ? 0.4 : 1;
    ctx.lineWidth = uPlot.pxRatio * (type === 'epoch' ? 1 : 1.5);
    ctx.setLineDash(type === 'epoch' ? [2 * uPlot.pxRatio, 3 * uPlot.pxRatio] : []);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (type !== 'epoch') {
      triangle(ctx, x, bbox.top, 5 * uPlot.pxRatio);
    }
  }
  ctx.restore();
}

/** A cross at the upper edge for a NaN, a triangle for an infinity: a gap alone is easily overlooked. */
function drawNotFinite(plot: uPlot, lines: readonly Line[], colours: ChartColours): void {
  const { ctx, bbox } = plot;
  const size = 3.5 * uPlot.pxRatio;
  const y = bbox.top + 2 * size;
  ctx.save();
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  for (const { steps, mean, maximum, minimum } of lines) {
    mean.forEach((value, index) => {
      if (Number.isFinite(value)) {
        return;
      }
      const x = Math.round(plot.valToPos(steps[index] ?? 0, 'x', true));
      const infinite = !Number.isNaN(value) || maximum[index] === Infinity || minimum[index] === -Infinity;
      ctx.strokeStyle = ctx.fillStyle = infinite ? colours.infinite : colours.bad;
      if (infinite) {
        triangle(ctx, x, y + size, -2 * size);
      } else {
        ctx.beginPath();
        ctx.moveTo(x - size, y - size);
        ctx.lineTo(x + size, y + size);
        ctx.moveTo(x + size, y - size);
        ctx.lineTo(x - size, y + size);
        ctx.stroke();
      }
    });
  }
  ctx.restore();
}

function triangle(ctx: CanvasRenderingContext2D, x: number, y: number, height: number): void {
  const half = Math.abs(height) * 0.7;
  ctx.beginPath();
  ctx.moveTo(x - half, y);
  ctx.lineTo(x + half, y);
  ctx.lineTo(x, y + height);
  ctx.fill();
}
