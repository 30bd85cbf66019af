import { type VNode } from 'preact';
import { type AttentionHead, type BatchToken } from '../../shared/generated/protocol';
import { type Area } from '../common/paging';
import { barWidth } from './layout';
import { labelOf } from './words';

interface AxisProperties {
  readonly area: Area;
  readonly cell: number;
  readonly tokens: readonly BatchToken[] | undefined;
  readonly current: number;
}

/** The readout says the same in words: what stands at the axes is for the eye. */
export function KeyLabels({ area, cell, tokens, current }: AxisProperties): VNode {
  return (
    <div class="labels keys" aria-hidden="true">
      {positions(area.column, area.columns).map((key) => (
        <span
          key={key}
          class={classOf(tokens?.[key], key === current)}
          style={{ width: `${cell}px` }}
          title={labelOf(tokens, key)}
        >
          <span>{labelOf(tokens, key)}</span>
        </span>
      ))}
    </div>
  );
}

interface QueryProperties extends AxisProperties {
  readonly described: AttentionHead | undefined;
}

/** The queries, the odd ones marked. */
export function QueryLabels({ area, cell, tokens, current, described }: QueryProperties): VNode {
  const odd = new Set([...(described?.notOne ?? []), ...(described?.onPadding ?? [])]);
  return (
    <div class="labels queries" aria-hidden="true">
      {positions(area.row, area.rows).map((query) => (
        <span
          key={query}
          class={`${classOf(tokens?.[query], query === current)}${odd.has(query) ? ' odd' : ''}`}
          style={{ height: `${cell}px`, lineHeight: `${cell}px` }}
          title={labelOf(tokens, query)}
        >
          {odd.has(query) && <span class="mark">⚠</span>}
          {labelOf(tokens, query)}
        </span>
      ))}
    </div>
  );
}

interface EntropyProperties {
  readonly area: Area;
  readonly cell: number;
  readonly entropies: Float64Array;
  readonly keys: number;
}

/** How widely each query looks: a full bar is even over all keys. */
export function RowEntropies({ area, cell, entropies, keys }: EntropyProperties): VNode {
  const most = Math.log2(Math.max(2, keys));
  return (
    <div class="entropies" aria-hidden="true">
      {positions(area.row, area.rows).map((query) => {
        const entropy = entropies[query] ?? Number.NaN;
        return (
          <span key={query} style={{ height: `${cell}px`, width: `${barWidth}px` }}>
            {!Number.isNaN(entropy) && (
              <span class="length" style={{ width: `${(100 * Math.min(entropy, most)) / most}%` }} />
            )}
          </span>
        );
      })}
      <span class="caption muted">entropy</span>
    </div>
  );
}

function positions(start: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => start + place);
}

function classOf(token: BatchToken | undefined, current: boolean): string {
  return `label${token?.padding === true ? ' padding' : ''}${current ? ' current' : ''}`;
}
