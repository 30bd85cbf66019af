import { type VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import { type TrainingMarker } from '../../shared/generated/protocol';
import { formatValue } from '../common/numbers';
import { useTheme } from '../common/theme';
import { type GroupDescription, lastAtMost, type Line, readingAt, shortNames, summaryOf } from './course';
import { chartColours, lineStyle } from './palette';
import { Plot } from './Plot';

interface Properties {
  readonly group: GroupDescription;
  readonly lines: readonly Line[];
  readonly markers: readonly TrainingMarker[];
  readonly last: number;
  readonly logarithmic: boolean;
  readonly onLogarithmic: (logarithmic: boolean) => void;
  readonly cursor: number | undefined;
  readonly onCursor: (step: number | undefined) => void;
  readonly onPin: (step: number | undefined) => void;
}

/** Points that PageUp and PageDown pass. */
const page = 10;

/** One group of lines. The arrow keys and the pointer move the cursor, which is that of all charts. */
export function Chart(properties: Properties): VNode {
  const { group, lines, last, logarithmic, onLogarithmic, cursor, onCursor, onPin } = properties;
  const title = useId();
  const [byKey, setByKey] = useState(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = keyTarget(event.key, lines, cursor ?? last);
    if (target !== undefined) {
      onCursor(target);
      setByKey(true);
    } else if (event.key === 'Enter' || event.key === ' ') {
      onPin(cursor ?? last);
    } else if (event.key === 'Escape') {
      onPin(undefined);
    } else {
      return;
    }
    event.preventDefault();
  };
  const { title: heading, unit } = group;
  return (
    <figure class="chart">
      <div class="head">
        <h3 id={title}>
          {heading}
          {unit && <span class="muted">, {unit}</span>}
        </h3>
        {group.logarithmic !== 'no' && (
          <label class="log">
            <input
              type="checkbox"
              checked={logarithmic}
              onChange={({ currentTarget }) => {
                onLogarithmic(currentTarget.checked);
              }}
            />{' '}
            log
          </label>
        )}
      </div>
      <div
        role="application"
        aria-roledescription="chart"
        aria-label={`${summaryOf(heading, lines, unit)} Arrow keys move the cursor of all charts, Enter shows all values of its step.`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setByKey(false);
        }}
      >
        <Plot {...properties} onPin={onPin} />
      </div>
      <Legend lines={lines} step={cursor ?? last} />
      <p class="hidden" aria-live="polite">
        {byKey && cursor !== undefined && spoken(lines, cursor)}
      </p>
    </figure>
  );
}

/** What each line is, and its value at the cursor, at the end without one. */
function Legend({ lines, step }: { lines: readonly Line[]; step: number }): VNode {
  useTheme();
  const colours = chartColours();
  const names = shortNames(lines);
  return (
    <ul class="lines">
      {lines.map((line, index) => {
        const { stroke, dash } = lineStyle(index, colours);
        const reading = readingAt(line, step);
        const bad = reading !== undefined && !Number.isFinite(reading.mean);
        return (
          <li key={line.name} title={line.name}>
            <span
              class="swatch"
              aria-hidden="true"
              style={{ borderTopColor: stroke, borderTopStyle: dash ? 'dashed' : 'solid' }}
            />
            <span class="name">{names[index]}</span>
            <span class={bad ? 'value bad' : 'value'}>{reading ? formatValue(reading.mean) : '–'}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Where a key takes the cursor: along the points of the line that has most of them. */
function keyTarget(key: string, lines: readonly Line[], at: number): number | undefined {
  const [longest] = [...lines].sort((a, b) => b.steps.length - a.steps.length);
  const steps = longest?.steps ?? new Float64Array();
  const end = steps.length - 1;
  const index = lastAtMost(steps, at);
  const target = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    PageUp: index - page,
    PageDown: index + page,
    Home: 0,
    End: end,
  }[key];
  return target === undefined ? undefined : steps[Math.max(0, Math.min(target, end))];
}

function spoken(lines: readonly Line[], step: number): string {
  const values = lines.map((line) => {
    const reading = readingAt(line, step);
    return `${line.name} ${reading ? formatValue(reading.mean) : 'none'}`;
  });
  return `Step ${step}: ${values.join(', ')}`;
}
