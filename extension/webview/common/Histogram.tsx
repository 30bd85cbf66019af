import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type Histogram as HistogramBody } from '../../shared/generated/protocol';
import { AnswerNote } from './AnswerNote';
import { barsOf, type Bar, bins, type HistogramScale, summaryOf, ticksOf } from './bars';
import { formatValue } from './numbers';
import { useAnswer } from './useAnswer';

interface Properties {
  readonly handle: number;
  readonly scale?: HistogramScale;
}

export function Histogram({ handle, scale }: Properties): VNode {
  const answer = useAnswer('keras/histogram', { handle, bins, ...(scale && { scale }) });
  return (
    <>
      {answer.body && <Chart histogram={answer.body} />}
      <AnswerNote answer={answer} />
    </>
  );
}

/** Bars with a cursor: the arrow keys and the pointer read one bar at a time. */
function Chart({ histogram }: { histogram: HistogramBody }): VNode {
  const bars = barsOf(histogram);
  const [at, setAt] = useState<number | null>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -bars.length, End: bars.length }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt(Math.max(0, Math.min((at ?? (step > 0 ? -1 : bars.length)) + step, bars.length - 1)));
    }
  };
  const shown = at === null ? undefined : bars[at];
  const finite = bars.filter(({ kind }) => kind === 'finite');
  const draw = (bar: Bar): VNode => (
    <BarView
      key={bars.indexOf(bar)}
      bar={bar}
      current={bar === shown}
      point={() => {
        setAt(bars.indexOf(bar));
      }}
    />
  );
  return (
    <figure class="histogram">
      <div
        class="bars"
        role="application"
        aria-roledescription="histogram"
        aria-label={`${summaryOf(histogram)} Arrow keys read the bars.`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerLeave={() => {
          setAt(null);
        }}
      >
        {finite.length > 0 && (
          <div class="finite">
            <div class="plot">{finite.map(draw)}</div>
            <div class="axis" aria-hidden="true">
              {ticksOf(histogram).map((edge, index) => (
                <span key={index}>{formatValue(edge)}</span>
              ))}
            </div>
          </div>
        )}
        <div class="special">{bars.filter(({ kind }) => kind !== 'finite').map(draw)}</div>
      </div>
      <figcaption aria-live="polite">{shown ? shown.label : summaryOf(histogram)}</figcaption>
    </figure>
  );
}

function BarView({ bar, current, point }: { bar: Bar; current: boolean; point: () => void }): VNode {
  return (
    <div
      class={`bar ${bar.kind}${current ? ' current' : ''}${bar.count === 0 ? ' empty' : ''}`}
      onPointerEnter={point}
    >
      <div class="space">
        <div class="fill" style={{ height: `${bar.height * 100}%` }} />
      </div>
      {bar.kind !== 'finite' && <span class="name">{bar.name}</span>}
      {bar.kind !== 'finite' && <span class={bar.count > 0 ? 'count some' : 'count'}>{bar.shortCount}</span>}
    </div>
  );
}
