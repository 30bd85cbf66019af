import { type VNode } from 'preact';
import { type BatchBar } from '../../../shared/generated/protocol';
import { percent, topBars, widthOf } from './shares';

/** The largest probabilities as bars; the right class has a check mark. */
export function Probabilities({ bars, room }: { bars: readonly BatchBar[]; room: number }): VNode {
  return (
    <span class="probabilities">
      {topBars(bars, room).map(({ name, value, label }) => (
        <span key={name} class={label ? 'probability right' : 'probability'} title={label ? 'the label' : ''}>
          <span class="name">{name}</span>
          <span class="track" aria-hidden="true">
            <span class="fill" style={{ width: `${100 * widthOf(value)}%` }} />
          </span>
          <span class={value === null ? 'value bad' : 'value'}>
            {percent(value)}
            {label && (
              <span class="check" role="img" aria-label="the label">
                ✓
              </span>
            )}
          </span>
        </span>
      ))}
    </span>
  );
}
