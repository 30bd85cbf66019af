import { type VNode } from 'preact';
import { type AxisStatistics as Body } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { formatCount, formatOptional, formatValue } from '../common/numbers';
import { useAnswer } from '../common/useAnswer';
import { badOf, bandOf, type AxisRow } from './band';

/** As many as one question may ask for. */
const perPage = 256;

interface Properties {
  readonly handle: number;
  readonly shape: readonly number[];
  readonly axis: number;
  readonly position: number;
  readonly setAxis: (axis: number) => void;
  readonly setPosition: (position: number) => void;
}

/** What the values are like at each position of an axis; a press on one moves the slice there. */
export function AxisStatistics(properties: Properties): VNode {
  const { handle, shape, axis, position, setAxis, setPosition } = properties;
  const size = shape[axis] ?? 1;
  const start = position - (position % perPage);
  const count = Math.min(perPage, size - start);
  const answer = useAnswer('keras/axisStatistics', { handle, axis, start, count });
  const { body } = answer;
  return (
    <>
      {shape.length > 1 && (
        <label class="options">
          axis{' '}
          <select
            class="field"
            value={axis}
            onChange={({ currentTarget }) => {
              setAxis(Number(currentTarget.value));
            }}
          >
            {shape.map((each, index) => (
              <option key={index} value={index}>
                axis {index} ({each})
              </option>
            ))}
          </select>
        </label>
      )}
      {body?.axis === axis && body.rows.length > 0 && (
        <Chart body={body} position={position} setPosition={setPosition} />
      )}
      <AnswerNote answer={answer} />
    </>
  );
}

interface ChartProperties {
  readonly body: Body;
  readonly position: number;
  readonly setPosition: (position: number) => void;
}

function Chart({ body, position, setPosition }: ChartProperties): VNode {
  const { axis, rows, start, size, sampled } = body;
  const band = bandOf(rows);
  const row = rows[position - start];
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageUp: perPage,
    PageDown: -perPage,
    Home: -size,
    End: size,
  };
  const words = row ? inWords(axis, row) : `axis ${axis} = ${position}`;
  return (
    <figure class="band">
      <div class="chart">
        <div class="scale" aria-hidden="true">
          <span>{formatValue(band.high)}</span>
          <span>{formatValue(band.low)}</span>
        </div>
        <div
          class="plot"
          role="slider"
          aria-label={`Position on axis ${axis}`}
          aria-valuemin={0}
          aria-valuemax={size - 1}
          aria-valuenow={position}
          aria-valuetext={words}
          tabIndex={0}
          onKeyDown={(event) => {
            const step = steps[event.key];
            if (step !== undefined) {
              event.preventDefault();
              setPosition(position + step);
            }
          }}
          onPointerDown={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const at = Math.floor((rows.length * (event.clientX - box.left)) / box.width);
            setPosition(start + Math.max(0, Math.min(at, rows.length - 1)));
          }}
        >
          <svg
            class="values"
            viewBox={`0 0 ${rows.length} 100`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            <path class="bad" d={band.bad} />
            <path class="range" d={band.range} />
            <path class="mean" d={band.mean} />
            {row && <rect class="here" x={position - start} y={0} width={1} height={100} />}
          </svg>
        </div>
      </div>
      <div class="ends muted" aria-hidden="true">
        <span>{start}</span>
        <span>
          {start + rows.length - 1} of {formatCount(size)}
        </span>
      </div>
      <figcaption aria-live="polite">
        {words}
        {sampled && ' Sampled: not all values were looked at.'}
      </figcaption>
      <p class="muted">Bands reach from minimum to maximum, dashes are means, red is not finite.</p>
    </figure>
  );
}

function inWords(axis: number, row: AxisRow): string {
  const { index, nan, positiveInf, negativeInf, zeros, minimum, maximum, mean, standardDeviation } = row;
  const moments = [
    `∈[${formatOptional(minimum)}, ${formatOptional(maximum)}]`,
    `mean ${formatOptional(mean)}`,
    `std ${formatOptional(standardDeviation)}`,
    `${formatCount(zeros)} zeros`,
  ];
  const bad =
    badOf(row) > 0
      ? [`${formatCount(nan)} NaN`, `${formatCount(positiveInf)} +Inf`, `${formatCount(negativeInf)} −Inf`]
      : [];
  return `axis ${axis} = ${index}: ${[...moments, ...bad].join(', ')}.`;
}
