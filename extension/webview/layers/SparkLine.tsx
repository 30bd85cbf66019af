import { type VNode } from 'preact';
import { type SparkLine as Line } from '../../shared/generated/protocol';
import { formatOptional } from '../common/numbers';
import { draw, type Range } from './drawing';

interface Properties {
  readonly line: Line | undefined;
  readonly range: Range;
  readonly logarithmic?: boolean;
}

const size = { width: 44, height: 14 };
const margin = 2;

/** The last steps at a glance; the number beside it is the text. */
export function SparkLine({ line, range, logarithmic = false }: Properties): VNode {
  const box = `${-margin} ${-margin} ${size.width + 2 * margin} ${size.height + 2 * margin}`;
  const drawing = line && draw(line, range, { ...size, logarithmic });
  return (
    <svg class="spark" viewBox={box} aria-hidden="true">
      {line && <title>{describe(line)}</title>}
      {drawing && (
        <>
          <path d={drawing.path} />
          {drawing.gaps.map((x) => (
            <line key={x} class="gap" x1={x} x2={x} y1={0} y2={size.height} />
          ))}
          {drawing.end && <circle cx={drawing.end.x} cy={drawing.end.y} r={1.6} />}
        </>
      )}
    </svg>
  );
}

function describe({ steps, values }: Line): string {
  const finite = values.filter((value) => value !== null);
  const range =
    finite.length > 0
      ? `${formatOptional(Math.min(...finite))} to ${formatOptional(Math.max(...finite))}`
      : 'never finite';
  return `${steps.length} of the steps ${steps.at(0) ?? 0} to ${steps.at(-1) ?? 0}: ${range}`;
}
