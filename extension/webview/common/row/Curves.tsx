import { type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { numbersOf } from '../base64';
import { formatOptional } from '../numbers';
import { plotOf } from './plot';

/** Colours there are for channels; further ones begin again. */
const colours = 6;

interface Properties {
  readonly lines: readonly string[];
  readonly label: string;
  /** Shows the range of the values beside the plot. */
  readonly scale?: boolean;
}

/** One curve a channel; where values are not finite the ground is marked. */
export function Curves({ lines, label, scale = false }: Properties): VNode {
  const plot = useMemo(() => plotOf(lines.map(numbersOf)), [lines]);
  return (
    <span class="plotted">
      {scale && (
        <span class="range">
          <span>{formatOptional(plot.high)}</span>
          <span>{formatOptional(plot.low)}</span>
        </span>
      )}
      <svg class="curves" viewBox="0 -4 100 108" preserveAspectRatio="none" role="img" aria-label={label}>
        {plot.curves.flatMap(({ gaps }, channel) =>
          gaps.map(([from, to]) => (
            <rect
              key={`${channel} ${from}`}
              class="gap"
              x={from}
              y={-4}
              width={Math.max(to - from, 0.8)}
              height={108}
            />
          )),
        )}
        {plot.curves.flatMap(({ stretches }, channel) =>
          stretches.map((points, index) => (
            <polyline
              key={`${channel} ${index}`}
              class={`curve channel-${channel % colours}`}
              points={points}
            />
          )),
        )}
      </svg>
    </span>
  );
}
